import { useSignal } from "@preact/signals";
import { dayText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { procedureName } from "@shared/reference/catalogues";
import type { Desk } from "../desk";
import type { Stand } from "../roster/store";
import { say } from "../words";
import { CaseState } from "./case_state";
import { type Case, CaseWork } from "./case_work";

/** A household's cases, each worked where it stands. */
export function CasesOfHousehold({ desk, cases, onDone }: { desk: Desk; cases: readonly Case[]; onDone: (stand: Stand) => void }) {
  const worked = useSignal<Case | undefined>(undefined);
  if (cases.length === 0) return null;
  return (
    <section class="stack">
      <h2>{say("cases")}</h2>
      <ul class="sheet entries">
        {cases.map((found) => (
          <li key={found.id} class="entry">
            <div>
              <strong>{procedureName(found.procedure)}</strong> · <CaseState found={found} />
              <div class="soft small">
                {[
                  `${say("opened")} ${dayText(found.opened.day, language.value)}`,
                  found.appointment && `${say("appointment")} ${dayText(found.appointment, language.value)}`,
                  found.dossier_code,
                  found.for_whom,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </div>
            </div>
            <button type="button" onClick={() => (worked.value = found)}>
              {say("work-case")}
            </button>
          </li>
        ))}
      </ul>
      {worked.value && <CaseWork desk={desk} found={worked.value} onClose={() => (worked.value = undefined)} onDone={onDone} />}
    </section>
  );
}
