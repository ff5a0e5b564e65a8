import type { Signal } from "@preact/signals";
import { Field } from "@shared/parts/field";
import { language } from "@shared/i18n/language";
import { procedureName, PROCEDURES } from "@shared/reference/catalogues";
import { useSignal } from "@preact/signals";
import type { Sending } from "../parts/command";
import { Options } from "../parts/command_form";
import { say } from "../words";
import type { Case } from "./case_work";

const OUTCOMES = ["helped", "follow_up_only", "no_need", "refused", "nobody_home", "moved_away"] as const;
const PLACES = ["home", "village_session", "office", "phone"] as const;
const OBSTACLES = ["no_signal", "portal_down", "papers_missing", "needs_police", "no_phone_or_sim", "language", "holder_absent", "other"] as const;
const STEPS = ["submitted", "returned", "completed", "refused", "withdrawn"] as const;
const MODES = ["assisted", "self", "on_behalf"] as const;
const ANSWERS = ["given", "refused", "withdrawn"] as const;

/** What came of the visit, for how many, where, and what stood in the way. */
export function OutcomeFields({ sending }: { sending: Sending }) {
  return (
    <>
      <Field label={say("outcome")} problem={sending.problem("/outcome")}>
        <select name="outcome">
          <Options options={OUTCOMES.map((one) => [one, say(`o-${one}`)])} chosen="helped" />
        </select>
      </Field>
      <Field label={say("place")} problem={sending.problem("/place")}>
        <select name="place">
          <Options options={PLACES.map((one) => [one, say(`p-${one}`)])} chosen="home" />
        </select>
      </Field>
      <Field label={say("people")} problem={sending.problem("/people_helped")}>
        <input name="people" type="number" min={0} max={99} required defaultValue="1" />
      </Field>
      <Field label={say("people-new")} problem={sending.problem("/people_new")}>
        <input name="people_new" type="number" min={0} max={99} required defaultValue="0" />
      </Field>
      <Field label={say("obstacle")} problem={sending.problem("/obstacle")}>
        <select name="obstacle">
          <Options options={[["", say("none")], ...OBSTACLES.map((one) => [one, say(`b-${one}`)] as const)]} chosen="" />
        </select>
      </Field>
      <div class="whole">
        <label class="tick-label">
          <input type="checkbox" name="self_reliant" value="yes" /> {say("self-reliant-step")}
        </label>
        <p class="small soft">{say("self-reliant-means")}</p>
      </div>
    </>
  );
}

interface PaperLinesProps {
  /** The ids of the cases that the lines would open. */
  readonly lines: Signal<readonly string[]>;
  readonly open: readonly Case[];
  readonly sending: Sending;
}

/** The procedures of the visit, each with its step. */
export function PaperLines({ lines, open, sending }: PaperLinesProps) {
  return (
    <div class="whole stack">
      {lines.value.map((id, at) => (
        <PaperLine key={id} at={at} open={open} sending={sending} onRemove={() => (lines.value = lines.value.filter((one) => one !== id))} />
      ))}
      <button type="button" onClick={() => (lines.value = [...lines.value, crypto.randomUUID()])}>
        {say("add-line")}
      </button>
    </div>
  );
}

function PaperLine({ at, open, sending, onRemove }: { at: number; open: readonly Case[]; sending: Sending; onRemove: () => void }) {
  const mode = useSignal("assisted");
  const chosenCase = useSignal("");
  const procedures = PROCEDURES.filter((one) => !one.retired).map((one) => [one.id, one[language.value]] as const);
  const found = open.find((one) => one.id === chosenCase.value);
  const problem = (name: string) => sending.problem(`/procedures/${at}/${name}`);
  return (
    <fieldset class="paper-line sheet">
      <legend>{say("line-n", { n: at + 1 })}</legend>
      {open.length > 0 && (
        <Field label={say("which-case")} problem={problem("case_id")}>
          <select name={`case-${at}`} onChange={(event) => (chosenCase.value = event.currentTarget.value)}>
            <Options options={[["", say("new-case")], ...open.map((one) => [one.id, procedureName(one.procedure)] as const)]} chosen="" />
          </select>
        </Field>
      )}
      <Field label={say("procedure")} problem={problem("procedure")}>
        <select name={`procedure-${at}`} key={chosenCase.value}>
          <Options options={found ? [[found.procedure, procedureName(found.procedure)]] : procedures} chosen={found?.procedure ?? ""} />
        </select>
      </Field>
      <Field label={say("step")} problem={problem("step")}>
        <select name={`step-${at}`}>
          <Options options={STEPS.map((one) => [one, say(`step-${one}`)])} chosen="submitted" />
        </select>
      </Field>
      <Field label={say("mode")} problem={problem("mode")}>
        <select name={`mode-${at}`} onChange={(event) => (mode.value = event.currentTarget.value)}>
          <Options options={MODES.map((one) => [one, say(`mode-${one}`)])} chosen="assisted" />
        </select>
      </Field>
      {mode.value === "on_behalf" && (
        <Field label={say("authorisation")} problem={problem("authorisation")}>
          <input name={`authorisation-${at}`} maxLength={200} autocomplete="off" />
        </Field>
      )}
      <Field label={say("appointment")} problem={problem("appointment")}>
        <input name={`appointment-${at}`} type="date" />
      </Field>
      <Field label={say("dossier-code")} problem={problem("dossier_code")}>
        <input name={`dossier_code-${at}`} maxLength={200} autocomplete="off" />
      </Field>
      <button type="button" class="plain" onClick={onRemove}>
        {say("remove-line")}
      </button>
    </fieldset>
  );
}

/** Something to come back for. */
export function FollowUpFields({ sending }: { sending: Sending }) {
  return (
    <>
      <Field label={say("follow-up-due")} problem={sending.problem("/follow_ups/0/due")}>
        <input name="due" type="date" />
      </Field>
      <Field label={say("what")} problem={sending.problem("/follow_ups/0/what")}>
        <input name="what" maxLength={2000} autocomplete="off" />
      </Field>
    </>
  );
}

/** What the household answered to the notice, where it was asked. */
export function ConsentFields({ sending }: { sending: Sending }) {
  const answer = useSignal("");
  return (
    <>
      <Field label={say("consent")} problem={sending.problem("/consent/answer")}>
        <select name="consent" onChange={(event) => (answer.value = event.currentTarget.value)}>
          <Options options={[["", "–"], ...ANSWERS.map((one) => [one, say(`c-${one}`)] as const)]} chosen="" />
        </select>
      </Field>
      {answer.value && (
        <>
          <Field label={say("consent-by")} problem={sending.problem("/consent/by")}>
            <input name="consent_by" required maxLength={200} autocomplete="off" />
          </Field>
          <Field label={say("consent-how")} problem={sending.problem("/consent/how")}>
            <input name="consent_how" required maxLength={200} autocomplete="off" />
          </Field>
        </>
      )}
    </>
  );
}
