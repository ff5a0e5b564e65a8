/** What a volunteer's printed list may say of a household: given name, house, way, day due; nothing else. */

import type { components } from "@shared/api/generated/visits";
import type { Household } from "./store";

export type History = components["schemas"]["ConciseHouseholdHistory"];

export interface PrintedLine {
  readonly id: string;
  readonly code: string;
  readonly givenName: string;
  readonly village: string;
  readonly house: string;
  readonly way: string;
  readonly due: string;
}

/** By the day that is due, then by village and code; households without one come last. */
export function printedList(households: readonly Household[], histories: readonly History[]): readonly PrintedLine[] {
  const dueOf = new Map(histories.map((history) => [history.id, nextDue(history)]));
  const lines = households.map((one) => ({
    id: one.id,
    code: one.code ?? "",
    givenName: givenName(one.head_name ?? ""),
    village: one.village_name ?? "",
    house: one.address ?? "",
    way: one.location ?? "",
    due: dueOf.get(one.id) ?? "",
  }));
  const place = (line: PrintedLine) => `${line.due || "9999"} ${line.village} ${line.code}`;
  return lines.toSorted((a, b) => place(a).localeCompare(place(b), "vi"));
}

/** The last word of a Vietnamese name is what people are called by; what stands in brackets belongs to it. */
export function givenName(name: string): string {
  const [plain = "", ...remark] = name.split(" (");
  return [plain.trim().split(/\s+/).at(-1) ?? "", ...remark].join(" (");
}

/** The first day on which somebody should be back: an open follow-up, or an appointment of an open case. */
function nextDue(history: History): string {
  const days = [
    ...(history.follow_ups ?? []).filter((one) => one.state === "open").map((one) => one.due),
    ...(history.cases ?? []).filter((one) => one.state !== "closed").flatMap((one) => one.appointment ?? []),
  ];
  return days.toSorted()[0] ?? "";
}
