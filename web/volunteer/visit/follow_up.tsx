import { language } from "@shared/i18n/language";
import { dayAfter, dayOf, dayText } from "@shared/i18n/days";
import { Field } from "@shared/parts/field";
import type { VisitDraft } from "./draft";
import { say } from "./words";

const DAYS = [3, 7, 14, 30] as const;

interface FollowUpProps {
  readonly draft: VisitDraft;
  readonly change: (changes: Partial<VisitDraft>) => void;
  readonly problems: { readonly what: string | undefined; readonly due: string | undefined };
}

/** The day to come back, and what for. */
export function FollowUp({ draft, change, problems }: FollowUpProps) {
  const today = dayOf(Date.now());
  const choose = (due: string) => {
    const again = draft.followUpDue === due;
    const what = draft.followUpWhat || (again ? "" : say("follow-up-usual"));
    change(again ? { followUpDue: "", followUpWhat: "" } : { followUpDue: due, followUpWhat: what });
  };
  return (
    <fieldset class="choices stack-tight">
      <legend>{say("follow-up")}</legend>
      <div class="chips">
        {DAYS.map((days) => {
          const due = dayAfter(today, days);
          return (
            <label key={days} class="chip">
              <input type="checkbox" checked={draft.followUpDue === due} onChange={() => choose(due)} />
              <span>{say("follow-up-in", { n: days })}</span>
            </label>
          );
        })}
      </div>
      <div class="pair">
        <Field label={say("follow-up-day")} hint={draft.followUpDue && dayText(draft.followUpDue, language.value, { dateStyle: "full" })} problem={problems.due}>
          <input type="date" min={today} value={draft.followUpDue} onInput={(event: InputEvent) => change({ followUpDue: (event.currentTarget as HTMLInputElement).value })} />
        </Field>
        <Field label={say("follow-up-what")} problem={problems.what}>
          <input maxLength={200} value={draft.followUpWhat} onInput={(event: InputEvent) => change({ followUpWhat: (event.currentTarget as HTMLInputElement).value })} />
        </Field>
      </div>
    </fieldset>
  );
}
