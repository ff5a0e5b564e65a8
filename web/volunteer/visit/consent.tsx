import { Field } from "@shared/parts/field";
import { Notice } from "@shared/parts/notices";
import { Choices } from "../parts/choices";
import type { VisitDraft } from "./draft";
import { say } from "./words";

interface ConsentProps {
  readonly draft: VisitDraft;
  readonly change: (changes: Partial<VisitDraft>) => void;
  readonly problem: string | undefined;
}

/** The notice, and what the household answered; asked at the first visit. */
export function Consent({ draft, change, problem }: ConsentProps) {
  const answers = (["given", "refused"] as const).map((value) => ({ value, label: say(`consent-${value}`) }));
  const ways = (["spoken", "signed"] as const).map((value) => ({ value, label: say(`consent-${value}`) }));
  return (
    <div class="stack sheet">
      <Choices
        legend={say("consent")}
        hint={say("notice")}
        choices={answers}
        value={draft.consent}
        onChoose={(consent) => change({ consent, consentBy: draft.consentBy || say("consent-by-head") })}
      />
      {draft.consent === "refused" && <Notice tone="due">{say("consent-refused-what")}</Notice>}
      {draft.consent !== "" && (
        <>
          <Field label={say("consent-by")} problem={problem}>
            <input maxLength={200} value={draft.consentBy} onInput={(event: InputEvent) => change({ consentBy: (event.currentTarget as HTMLInputElement).value })} />
          </Field>
          <Choices legend={say("consent-how")} choices={ways} value={draft.consentHow} onChoose={(consentHow) => change({ consentHow })} />
          {draft.consentHow === "signed" && (
            <Field label={say("consent-slip")}>
              <input maxLength={200} value={draft.consentSlip} onInput={(event: InputEvent) => change({ consentSlip: (event.currentTarget as HTMLInputElement).value })} />
            </Field>
          )}
        </>
      )}
    </div>
  );
}
