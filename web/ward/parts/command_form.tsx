import type { ComponentChildren } from "preact";
import { Failure } from "@shared/parts/notices";
import { say as sayShared } from "@shared/parts/words";
import { say } from "../words";
import type { Sending } from "./command";
import "./command_form.css";

/** What was typed: a text without the spaces at its ends, or all ticks of a name. */
export class Typed {
  constructor(private readonly form: FormData) {}

  text(name: string): string {
    const value = this.form.get(name);
    return typeof value === "string" ? value.trim() : "";
  }

  /** The text, or null where none is given. */
  given(name: string): string | null {
    return this.text(name) || null;
  }

  /** A whole number, or null where none is given. */
  number(name: string): number | null {
    const text = this.text(name);
    return text === "" ? null : Number(text);
  }

  file(name: string): File | undefined {
    const value = this.form.get(name);
    return value instanceof File && value.size > 0 ? value : undefined;
  }

  ticks(name: string): string[] {
    return this.form.getAll(name).filter((one) => typeof one === "string");
  }
}

interface CommandFormProps {
  readonly sending: Sending;
  readonly onSubmit: (typed: Typed) => void;
  readonly onCancel?: () => void;
  readonly act?: string;
  readonly children: ComponentChildren;
}

/** A form that sends one command and says what it met. */
export function CommandForm({ sending, onSubmit, onCancel, act, children }: CommandFormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit(new Typed(new FormData(event.currentTarget as HTMLFormElement)));
  };
  return (
    <form class="command-form sheet" onSubmit={submit}>
      {children}
      <div class="whole stack">
        {sending.failure.value !== undefined && <Failure failure={sending.failure.value} />}
        <p class="row">
          <button type="submit" class="primary" disabled={sending.isBusy.value}>
            {sending.isBusy.value ? say("saving") : (act ?? say("save"))}
          </button>
          {onCancel && (
            <button type="button" class="plain" onClick={onCancel}>
              {sayShared("cancel")}
            </button>
          )}
        </p>
      </div>
    </form>
  );
}

/** Several ticks of one name. */
export function Ticks({ legend, name, options, ticked }: { legend: string; name: string; options: readonly (readonly [string, string])[]; ticked: readonly string[] }) {
  return (
    <fieldset class="ticks whole">
      <legend>{legend}</legend>
      <div class="row">
        {options.map(([value, text]) => (
          <label key={value} class="tick-label">
            <input type="checkbox" name={name} value={value} defaultChecked={ticked.includes(value)} /> {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Options({ options, chosen }: { options: readonly (readonly [string, string])[]; chosen: string }) {
  return (
    <>
      {options.map(([value, text]) => (
        <option key={value} value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </>
  );
}
