import type { Signal } from "@preact/signals";
import { dayOf } from "@shared/i18n/days";
import { Field } from "@shared/parts/field";
import { Notice } from "@shared/parts/notices";
import type { ShownHousehold } from "../caseload/overlay";
import { Choices, Stepper, Toggles } from "../parts/choices";
import type { Obstacle, Outcome, Place } from "./body";
import { Consent } from "./consent";
import { localMinute, metSomebody, type Missing, missing, type VisitDraft, withOutcome, withPeople } from "./draft";
import { FollowUp } from "./follow_up";
import { Lines } from "./lines";
import { say } from "./words";
import "./form.css";

const OUTCOMES: readonly Outcome[] = ["helped", "follow_up_only", "no_need", "nobody_home", "refused", "moved_away"];
const PLACES: readonly Place[] = ["home", "village_session", "office", "phone"];
const OBSTACLES: readonly Obstacle[] = ["no_signal", "portal_down", "papers_missing", "needs_police", "no_phone_or_sim", "language", "holder_absent", "other"];
const MOST_PEOPLE = 99;

export interface FormProps {
  readonly draft: Signal<VisitDraft>;
  readonly household: ShownHousehold | undefined;
  readonly used: Readonly<Record<string, number>>;
  /** What the phone shows and the server said, where the phone's clock cannot be believed. */
  readonly clock: { readonly server: string; readonly phone: string } | undefined;
  /** Said only after a first try to save. */
  readonly isTried: boolean;
}

/** A visit in a few taps: what is asked every time first, what is rare last. */
export function VisitFields({ draft, household, used, clock, isTried }: FormProps) {
  const value = draft.value;
  const change = (changes: Partial<VisitDraft>) => (draft.value = { ...draft.value, ...changes });
  const wrong = (what: Missing) => (isTried && missing(value, clock !== undefined).includes(what) ? say(`missing-${what}`) : undefined);
  return (
    <>
      {clock && <When draft={value} change={change} clock={clock} problem={wrong("when")} />}
      <Choices
        tiles
        legend={say("outcome")}
        choices={OUTCOMES.map((one) => ({ value: one, label: say(`outcome-${one}`) }))}
        value={value.outcome}
        onChoose={(outcome) => (draft.value = withOutcome(draft.value, outcome))}
        problem={wrong("outcome")}
      />
      {value.outcome === "helped" && <People draft={draft} />}
      {metSomebody(value) && (
        <>
          <Lines draft={draft} openCases={household?.openCases ?? []} used={used} />
          {isConsentAsked(value, household) && <Consent draft={value} change={change} problem={wrong("consent-by")} />}
        </>
      )}
      <FollowUp draft={value} change={change} problems={{ what: wrong("follow-up-what"), due: wrong("follow-up-due") }} />
      <Done draft={value} change={change} household={household} />
      <Toggles
        legend={say("obstacle")}
        choices={OBSTACLES.map((one) => ({ value: one, label: say(`obstacle-${one}`) }))}
        chosen={value.obstacle === "" ? [] : [value.obstacle]}
        onToggle={(one) => change({ obstacle: value.obstacle === one ? "" : one })}
      />
      {metSomebody(value) && <SelfReliant draft={value} change={change} isFirst={household?.wasMet === false} />}
      <Notice tone="due">{say("never-asks")}</Notice>
      <Field label={say("note")} hint={say("note-what")}>
        <textarea rows={2} maxLength={2000} value={value.note} onInput={(event: InputEvent) => change({ note: (event.currentTarget as HTMLTextAreaElement).value })} />
      </Field>
      <Choices
        legend={say("place")}
        choices={PLACES.map((one) => ({ value: one, label: say(`place-${one}`) }))}
        value={value.place}
        onChoose={(place) => change({ place })}
      />
      {!clock && <When draft={value} change={change} clock={undefined} problem={undefined} />}
    </>
  );
}

/** At the first visit, and wherever an answer is being written down. */
function isConsentAsked(draft: VisitDraft, household: ShownHousehold | undefined): boolean {
  return draft.consent !== "" || household?.consents.length === 0;
}

function People({ draft }: { draft: Signal<VisitDraft> }) {
  const { peopleHelped, peopleNew } = draft.value;
  return (
    <div class="stack-tight">
      <Stepper label={say("people")} value={peopleHelped} max={MOST_PEOPLE} onChange={(people) => (draft.value = withPeople(draft.value, people))} />
      <Stepper label={say("people-new")} value={peopleNew} max={peopleHelped} onChange={(people) => (draft.value = { ...draft.value, peopleNew: people })} />
    </div>
  );
}

function Done({ draft, change, household }: PartProps & { household: ShownHousehold | undefined }) {
  const followUps = household?.followUps ?? [];
  if (followUps.length === 0) return null;
  return (
    <Toggles
      legend={say("follow-ups-done")}
      choices={followUps.map((one) => ({ value: one.id, label: one.what ?? one.due }))}
      chosen={draft.done}
      onToggle={(id) => change({ done: draft.done.includes(id) ? draft.done.filter((one) => one !== id) : [...draft.done, id] })}
    />
  );
}

interface PartProps {
  readonly draft: VisitDraft;
  readonly change: (changes: Partial<VisitDraft>) => void;
}

function SelfReliant({ draft, change, isFirst }: PartProps & { isFirst: boolean }) {
  const choices = [
    { value: "yes" as const, label: say("yes") },
    { value: "no" as const, label: say("no") },
  ];
  return (
    <div class="stack-tight">
      <Choices legend={say("self-reliant")} hint={say("self-reliant-what")} choices={choices} value={draft.selfReliant} onChoose={(selfReliant) => change({ selfReliant })} />
      {draft.selfReliant === "yes" && isFirst && (
        <label class="row tick">
          <input type="checkbox" checked={draft.already} onChange={(event) => change({ already: event.currentTarget.checked })} />
          <span>{say("already")}</span>
        </label>
      )}
    </div>
  );
}

/** When it was: just now unless somebody says otherwise; asked for where the phone's clock cannot be believed. */
function When({ draft, change, clock, problem }: PartProps & { clock: FormProps["clock"]; problem: string | undefined }) {
  const now = localMinute(new Date().toISOString());
  const choices = [
    { value: "now" as const, label: say("when-now") },
    { value: "other" as const, label: say("when-other") },
  ];
  const isOther = draft.when !== "";
  return (
    <div class="stack-tight">
      {clock ? (
        <Notice tone="bad">{say("clock-behind", clock)}</Notice>
      ) : (
        <Choices legend={say("when")} choices={choices} value={isOther ? "other" : "now"} onChoose={(chosen) => change({ when: chosen === "now" ? "" : now })} />
      )}
      {(clock ?? isOther) && (
        <Field label={say("when")} problem={problem}>
          <input
            type="datetime-local"
            value={draft.when}
            max={clock ? undefined : `${dayOf(Date.now())}T23:59`}
            onInput={(event: InputEvent) => change({ when: (event.currentTarget as HTMLInputElement).value.slice(0, 16) })}
          />
        </Field>
      )}
    </div>
  );
}
