import { useSignal } from "@preact/signals";
import { numberText } from "@shared/i18n/catalogue";
import { language } from "@shared/i18n/language";
import { columnTitle } from "../roster/list_columns";
import type { Imported, ImportedRow } from "../roster/list_import";
import { say } from "../words";
import "./import_preview.css";
import "./printed_list.css";

const VERDICTS = ["new", "changed", "doubtful", "same"] as const;
/** Rows of one verdict that are shown; the file itself has them all. */
const SHOWN = 200;

/** What each row of a list would do, by verdict; doubtful ones with row, column and reason. */
export function ImportPreview({ imported }: { imported: Imported }) {
  const first = imported.doubtful > 0 ? "doubtful" : (VERDICTS.find((one) => imported[one] > 0) ?? "new");
  const chosen = useSignal<(typeof VERDICTS)[number]>(first);
  const rows = imported.items.filter((one) => one.verdict === chosen.value);
  return (
    <div class="stack">
      <div class="verdicts" role="group" aria-label={say("verdict")}>
        {VERDICTS.map((one) => (
          <button key={one} type="button" class={`verdict ${one}`} aria-pressed={one === chosen.value} onClick={() => (chosen.value = one)}>
            <span class="figure">{numberText(imported[one], language.value)}</span> {say(`v-${one}-row`)}
          </button>
        ))}
      </div>
      {imported.ignored_columns.length > 0 && <p class="small soft">{say("ignored-columns", { list: imported.ignored_columns.join(", ") })}</p>}
      {rows.length > 0 && (
        <div class="paper-scroll preview-rows" role="region" aria-label={say(`v-${chosen.value}-row`)} tabIndex={0}>
          <table class="paper">
            <thead>
              <tr>
                <th scope="col">{say("row")}</th>
                <th scope="col">{say("code")}</th>
                <th scope="col">{say("column")}</th>
                <th scope="col">{say("why")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map((row) => (
                <PreviewRow key={row.row} row={row} imported={imported} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length > SHOWN && <p class="small soft">{say("and-more", { n: rows.length - SHOWN })}</p>}
    </div>
  );
}

function PreviewRow({ row, imported }: { row: ImportedRow; imported: Imported }) {
  const title = (pointer: string) => columnTitle(imported.kind, pointer);
  const columns = row.problems.length > 0 ? row.problems.map(({ pointer }) => (pointer ? title(pointer) : say("whole-row"))) : row.changes.map(title);
  return (
    <tr>
      <td class="figure">{row.row}</td>
      <th scope="row">{row.code ?? "–"}</th>
      <td>{columns.join(", ")}</td>
      <td>{row.problems.map(({ message }) => message).join(" ")}</td>
    </tr>
  );
}
