import { dayText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import type { Dossier } from "../roster/dossier";
import { say } from "../words";

/** Who has read of a household, day by day, in both services. */
export function Openings({ dossier }: { dossier: Dossier }) {
  const days = [...dossier.roster.openings, ...(dossier.door?.openings ?? [])].toSorted((a, b) => b.day.localeCompare(a.day));
  return (
    <details>
      <summary>{say("who-read")}</summary>
      <ul class="stack small">
        {days.map((one, at) => (
          <li key={at}>
            <strong>{dayText(one.day, language.value)}</strong> · {one.role} · <code>{one.actor}</code>
            <ul>
              {one.opened.map((opened) => (
                <li key={opened.call} class="soft">
                  {opened.call} · {say("read-times", { n: opened.times })}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}
