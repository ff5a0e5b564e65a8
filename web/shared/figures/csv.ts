/** What a table shows, as a file that spreadsheets open with its Vietnamese letters. */

export type Cell = string | number | null | undefined;

/** RFC 4180 in UTF-8 with its mark. A text that a spreadsheet would take for a formula is made a text again. */
export function csvOf(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return "\uFEFF" + [header, ...rows].map((row) => row.map(field).join(",") + "\r\n").join("");
}

function field(cell: Cell): string {
  if (typeof cell === "number") return String(cell);
  const text = cell ?? "";
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hand the file to the browser. */
export function download(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
