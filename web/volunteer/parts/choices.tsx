import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { say } from "../visit/words";
import "./choices.css";

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface ChoicesProps<Value extends string> {
  readonly legend: ComponentChildren;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value | "";
  readonly onChoose: (value: Value) => void;
  readonly hint?: ComponentChildren;
  readonly problem?: string | undefined;
  /** Large tiles for what is chosen every time. */
  readonly tiles?: boolean;
}

/** One of a few, by one tap; for keyboards and screen readers an ordinary group of radio buttons. */
export function Choices<Value extends string>({ legend, choices, value, onChoose, hint, problem, tiles = false }: ChoicesProps<Value>) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <fieldset class="choices" aria-describedby={described || undefined}>
      <legend>{legend}</legend>
      {hint !== undefined && (
        <p class="soft small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <div class={tiles ? "tiles" : "chips"}>
        {choices.map((one) => (
          <label key={one.value} class="chip">
            <input type="radio" name={id} value={one.value} checked={one.value === value} onChange={() => onChoose(one.value)} />
            <span>{one.label}</span>
          </label>
        ))}
      </div>
      {problem && (
        <p class="wrong" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </fieldset>
  );
}

/** Any of them, or none, by a tap each. */
export function Toggles<Value extends string>({ legend, choices, chosen, onToggle }: {
  readonly legend: ComponentChildren;
  readonly choices: readonly Choice<Value>[];
  readonly chosen: readonly Value[];
  readonly onToggle: (value: Value) => void;
}) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      <div class="chips">
        {choices.map((one) => (
          <label key={one.value} class="chip">
            <input type="checkbox" checked={chosen.includes(one.value)} onChange={() => onToggle(one.value)} />
            <span>{one.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A small number, counted with the thumb. */
export function Stepper({ label, value, max, onChange }: { label: string; value: number; max: number; onChange: (value: number) => void }) {
  const id = useId();
  return (
    <div class="stepper" role="group" aria-labelledby={id}>
      <span id={id}>{label}</span>
      <button type="button" aria-label={say("less")} disabled={value <= 0} onClick={() => onChange(value - 1)}>
        {"−"}
      </button>
      <output class="figure" aria-live="polite">
        {value}
      </output>
      <button type="button" aria-label={say("add")} disabled={value >= max} onClick={() => onChange(value + 1)}>
        {"+"}
      </button>
    </div>
  );
}
