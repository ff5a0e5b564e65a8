import { type Signal, useSignal } from "@preact/signals";
import { Field } from "@shared/parts/field";
import type { Case } from "../caseload/household";
import { Choices } from "../parts/choices";
import type { Mode, Step } from "./body";
import { knownLine, type LineDraft, newLine, type VisitDraft, withLine } from "./draft";
import { offered, type Procedure, procedureName } from "./procedures";
import { say } from "./words";

const FIRST = 6;
const STEPS: readonly Step[] = ["submitted", "completed", "returned", "refused", "withdrawn"];
const MODES: readonly Mode[] = ["self", "assisted", "on_behalf"];
const CHANNELS = ["", "online", "paper"] as const;

interface LinesProps {
  readonly draft: Signal<VisitDraft>;
  readonly openCases: readonly Case[];
  readonly used: Readonly<Record<string, number>>;
}

/** The procedures of a visit: open cases go on, others are added by a tap, the most used first. */
export function Lines({ draft, openCases, used }: LinesProps) {
  const showsAll = useSignal(false);
  const { lines } = draft.value;
  const chosen = new Set(lines.map((line) => line.caseId));
  const all = offered(used);
  const add = (procedure: Procedure) => (draft.value = withLine(draft.value, newLine(crypto.randomUUID(), procedure)));
  const waiting = openCases.filter((open) => !chosen.has(open.id));
  return (
    <fieldset class="choices stack-tight">
      <legend>{say("procedures")}</legend>
      {lines.map((line) => (
        <LineFields
          key={line.caseId}
          line={line}
          onChange={(changed) => (draft.value = withLine(draft.value, changed))}
          onRemove={() => (draft.value = { ...draft.value, lines: draft.value.lines.filter((one) => one.caseId !== line.caseId) })}
        />
      ))}
      {waiting.length > 0 && (
        <>
          <p class="soft small">{say("procedures-open")}</p>
          <div class="chips">
            {waiting.map((open) => (
              <button key={open.id} type="button" class="offer open-case" onClick={() => (draft.value = withLine(draft.value, knownLine(open)))}>
                {procedureName(open.procedure)}
              </button>
            ))}
          </div>
        </>
      )}
      <div class="chips">
        {(showsAll.value ? all : all.slice(0, FIRST)).map((procedure) => (
          <button key={procedure.id} type="button" class="offer" onClick={() => add(procedure)}>
            {`+ ${procedureName(procedure.id)}`}
          </button>
        ))}
        {!showsAll.value && (
          <button type="button" class="offer plain" onClick={() => (showsAll.value = true)}>
            {say("procedures-all")}
          </button>
        )}
      </div>
    </fieldset>
  );
}

interface LineProps {
  readonly line: LineDraft;
  readonly onChange: (line: LineDraft) => void;
  readonly onRemove: () => void;
}

function LineFields({ line, onChange, onRemove }: LineProps) {
  const change = (changes: Partial<LineDraft>) => onChange({ ...line, ...changes });
  const text = (name: "authorisation" | "reason" | "dossierCode" | "forWhom" | "appointment") => ({
    maxLength: 200,
    value: line[name],
    onInput: (event: InputEvent) => change({ [name]: (event.currentTarget as HTMLInputElement).value }),
  });
  const name = procedureName(line.procedure);
  const isNo = line.step === "returned" || line.step === "refused" || line.step === "withdrawn";
  return (
    <div class="sheet stack-tight" role="group" aria-label={name}>
      <div class="between">
        <strong>{name}</strong>
        <button type="button" class="plain" aria-label={say("procedure-remove", { name })} onClick={onRemove}>
          {"×"}
        </button>
      </div>
      <Choices legend={say("step")} choices={STEPS.map((value) => ({ value, label: say(`step-${value}`) }))} value={line.step} onChoose={(step) => change({ step })} />
      {isNo && (
        <Field label={say("reason")}>
          <input {...text("reason")} />
        </Field>
      )}
      <Choices
        legend={say("mode")}
        hint={say(`mode-${line.mode}-what`)}
        choices={MODES.map((value) => ({ value, label: say(`mode-${value}`) }))}
        value={line.mode}
        onChoose={(mode) => change({ mode })}
      />
      {line.mode === "on_behalf" && (
        <Field label={say("authorisation")}>
          <input {...text("authorisation")} />
        </Field>
      )}
      <details>
        <summary>{say("details")}</summary>
        <div class="stack-tight">
          {line.step === "submitted" && (
            <Field label={say("appointment")}>
              <input type="date" {...text("appointment")} />
            </Field>
          )}
          <Field label={say("dossier-code")}>
            <input {...text("dossierCode")} />
          </Field>
          <Field label={say("for-whom")}>
            <input {...text("forWhom")} />
          </Field>
          <Choices legend={say("channel")} choices={CHANNELS.map((value) => ({ value, label: say(`channel-${value}`) }))} value={line.channel} onChoose={(channel) => change({ channel })} />
        </div>
      </details>
    </div>
  );
}
