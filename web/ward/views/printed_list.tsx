import { dayText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Link } from "@shared/parts/route";
import type { PrintedLine } from "../roster/printed_list";
import { say } from "../words";
import "./printed_list.css";

/** A volunteer's households as they may be carried on paper. */
export function PrintedList({ title, lines }: { title: string; lines: readonly PrintedLine[] }) {
  return (
    <section class="stack">
      <div class="view-head">
        <h2>{title}</h2>
        <button type="button" class="no-print" onClick={() => print()}>
          {say("print-list")}
        </button>
      </div>
      <div class="paper-scroll" role="region" aria-label={title} tabIndex={0}>
        <table class="paper">
          <thead>
            <tr>
              <th scope="col">{say("code")}</th>
              <th scope="col">{say("given-name")}</th>
              <th scope="col">{say("village")}</th>
              <th scope="col">{say("house")}</th>
              <th scope="col">{say("way")}</th>
              <th scope="col">{say("due-day")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td>
                  <Link to={`households/${line.id}`}>{line.code || say("open")}</Link>
                </td>
                <th scope="row">{line.givenName}</th>
                <td>{line.village}</td>
                <td>{line.house}</td>
                <td>{line.way}</td>
                <td class="figure">{line.due && dayText(line.due, language.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="small soft">{say("list-privacy")}</p>
    </section>
  );
}
