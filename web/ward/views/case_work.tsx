import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import type { components } from "@shared/api/generated/visits";
import { dayOf, dayText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Field } from "@shared/parts/field";
import { procedureName } from "@shared/reference/catalogues";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { CommandForm, Options, type Typed } from "../parts/command_form";
import { Dialog } from "../parts/dialog";
import { atDesk } from "../parts/instants";
import type { Stand } from "../roster/store";
import { say } from "../words";
import { HouseholdLink } from "./today_lines";

export type Case = components["schemas"]["Case"];

const OPEN_STEPS = ["completion", "refusal", "return", "withdrawal"] as const;
const CLOSED_STEPS = ["reopening"] as const;
type StepName = (typeof OPEN_STEPS)[number] | (typeof CLOSED_STEPS)[number];

interface CaseWorkProps {
  readonly desk: Desk;
  readonly found: Case;
  readonly onClose: () => void;
  readonly onDone: (stand: Stand) => void;
}

/** A case worked from the desk: what became of it, and its facts. */
export function CaseWork({ desk, found, onClose, onDone }: CaseWorkProps) {
  const done = (stand: Stand) => {
    desk.said.value = { text: say("saved") };
    onDone(stand);
    onClose();
  };
  return (
    <Dialog title={procedureName(found.procedure)} onClose={onClose}>
      <div class="stack">
        <p>
          <HouseholdLink desk={desk} id={found.household_id} />
        </p>
        <ol class="small soft">
          {found.steps.map((step, at) => (
            <li key={at}>
              {dayText(step.day ?? dayOf(new Date(step.occurred_at)), language.value)} · {stepName(step.event)}
              {step.reason && ` · ${step.reason}`}
            </li>
          ))}
        </ol>
        <Result desk={desk} found={found} onDone={done} />
        <FactsOfCase desk={desk} found={found} onDone={done} />
      </div>
    </Dialog>
  );
}

function Result({ desk, found, onDone }: { desk: Desk; found: Case; onDone: (stand: Stand) => void }) {
  const sending = useSending();
  const steps: readonly StepName[] = found.state === "closed" ? CLOSED_STEPS : OPEN_STEPS;
  const step = useSignal<StepName>(steps[0] ?? "completion");
  const takesVolunteer = step.value !== "reopening";
  const note = (typed: Typed) =>
    sending.send(async (header) => {
      const params = { path: { case_id: found.id }, header };
      const body = { occurred_at: atDesk(typed.text("day"), Date.now()), reason: typed.given("reason") };
      const { visits } = desk.services;
      const answered = takesVolunteer
        ? visits.POST(`/api/visits/v1/cases/{case_id}/${step.value as (typeof OPEN_STEPS)[number]}`, { params, body: { ...body, volunteer_id: typed.given("volunteer") } })
        : visits.POST("/api/visits/v1/cases/{case_id}/reopening", { params, body });
      onDone(await dataOf(answered));
    });
  return (
    <CommandForm sending={sending} act={say("note-result")} onSubmit={(typed) => void note(typed)}>
      <Field label={say("what-happened")}>
        <select onChange={(event) => (step.value = event.currentTarget.value as StepName)}>
          <Options options={steps.map((one) => [one, say(one)])} chosen={step.value} />
        </select>
      </Field>
      <Field label={say("happened-on")} problem={sending.problem("/occurred_at")}>
        <input name="day" type="date" required max={dayOf(Date.now())} defaultValue={dayOf(Date.now())} />
      </Field>
      {takesVolunteer && (
        <Field label={say("counts-for")} problem={sending.problem("/volunteer_id")}>
          <select name="volunteer">
            <Options options={[["", say("counts-for-opener")], ...desk.roster.enrolled.value.map((one) => [one.id, one.name ?? "–"] as const)]} chosen="" />
          </select>
        </Field>
      )}
      <Field label={say("reason")} problem={sending.problem("/reason")}>
        <input name="reason" maxLength={2000} autocomplete="off" required={step.value === "reopening"} />
      </Field>
    </CommandForm>
  );
}

function FactsOfCase({ desk, found, onDone }: { desk: Desk; found: Case; onDone: (stand: Stand) => void }) {
  const sending = useSending();
  const amend = (typed: Typed) =>
    sending.send(async (header) => {
      const body = { dossier_code: typed.text("dossier_code"), for_whom: typed.text("for_whom"), appointment: typed.given("appointment") };
      onDone(await dataOf(desk.services.visits.PATCH("/api/visits/v1/cases/{case_id}", { params: { path: { case_id: found.id }, header }, body })));
    });
  return (
    <details>
      <summary>{say("case-facts")}</summary>
      <CommandForm sending={sending} onSubmit={(typed) => void amend(typed)}>
        <Field label={say("dossier-code")} problem={sending.problem("/dossier_code")}>
          <input name="dossier_code" maxLength={200} defaultValue={found.dossier_code ?? ""} autocomplete="off" />
        </Field>
        <Field label={say("appointment")} problem={sending.problem("/appointment")}>
          <input name="appointment" type="date" defaultValue={found.appointment ?? ""} />
        </Field>
        <Field label={say("for-whom")} problem={sending.problem("/for_whom")}>
          <input name="for_whom" maxLength={200} defaultValue={found.for_whom ?? ""} autocomplete="off" />
        </Field>
      </CommandForm>
    </details>
  );
}

const STEP_NAMES = {
  ProcedureSubmitted: "step-submitted",
  ProcedureReturned: "step-returned",
  ProcedureCompleted: "step-completed",
  ProcedureRefused: "step-refused",
  ProcedureWithdrawn: "step-withdrawn",
  CaseReopened: "reopening",
} as const;

/** What an event of a case says of it; its facts being amended is said as such. */
export function stepName(event: string): string {
  return event in STEP_NAMES ? say(STEP_NAMES[event as keyof typeof STEP_NAMES]) : say("case-facts");
}
