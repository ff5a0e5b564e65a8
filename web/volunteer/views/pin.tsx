import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Field } from "@shared/parts/field";
import { Notice } from "@shared/parts/notices";
import { WRONG_TRIES } from "../phone/lock";
import { isWeak } from "../phone/weak_pins";
import { say } from "../words";
import type { Work } from "../work/work";

const DIGITS = { type: "password", inputMode: "numeric", autocomplete: "off", pattern: "[0-9]{6}", minLength: 6, maxLength: 6, required: true } as const;

function typed(event: Event, name: string): string {
  return (new FormData(event.currentTarget as HTMLFormElement).get(name) as string | null) ?? "";
}

export function ChoosePin({ work }: { work: Work }) {
  const problem = useSignal<"pin-differs" | "pin-weak" | undefined>(undefined);
  const isBusy = useSignal(false);
  const choose = async (event: SubmitEvent) => {
    event.preventDefault();
    const [pin, again] = [typed(event, "pin"), typed(event, "again")];
    problem.value = isWeak(pin) ? "pin-weak" : pin === again ? undefined : "pin-differs";
    if (problem.value !== undefined) return;
    isBusy.value = true;
    await work.choosePin(pin);
  };
  return (
    <form class="stack" onSubmit={(event) => void choose(event)}>
      <h1>{say("pin-choose")}</h1>
      <p class="soft">{say("pin-why")}</p>
      <Field label={say("pin")} problem={problem.value === "pin-weak" ? say("pin-weak") : undefined}>
        <input name="pin" class="pin" {...DIGITS} />
      </Field>
      <Field label={say("pin-repeat")} problem={problem.value === "pin-differs" ? say("pin-differs") : undefined}>
        <input name="again" class="pin" {...DIGITS} />
      </Field>
      <button type="submit" class="primary wide" disabled={isBusy.value}>
        {say("pin-set")}
      </button>
    </form>
  );
}

export function Unlock({ work }: { work: Work }) {
  const wrong = useSignal(0);
  const isBusy = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const attempt = async (form: HTMLFormElement) => {
    const pin = (new FormData(form).get("pin") as string | null) ?? "";
    if (isBusy.value || !/^[0-9]{6}$/.test(pin)) return;
    isBusy.value = true;
    const outcome = await work.unlock(pin);
    isBusy.value = false;
    if (outcome !== "wrong") return;
    wrong.value = (await work.phone.get("pin"))?.wrongTries ?? 0;
    form.reset();
    input.current?.focus();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(event.currentTarget);
      }}
    >
      <h1>{say("locked")}</h1>
      <Waiting work={work} />
      <Field label={say("pin")} problem={wrong.value ? `${say("pin-wrong")} ${say("pin-left", { n: WRONG_TRIES - wrong.value })}` : undefined}>
        <input
          ref={input}
          name="pin"
          class="pin"
          {...DIGITS}
          onInput={(event) => {
            const { form, value } = event.currentTarget;
            if (form && value.length === 6) void attempt(form);
          }}
        />
      </Field>
      <button type="submit" class="primary wide" disabled={isBusy.value}>
        {say(isBusy.value ? "unlocking" : "unlock")}
      </button>
      <details>
        <summary>{say("pin-forgotten")}</summary>
        <div class="stack">
          <p class="soft">{say("pin-forgotten-what")}</p>
          <button type="button" class="danger" onClick={() => void work.empty("forgotten-pin")}>
            {say("pin-forgotten")}
          </button>
        </div>
      </details>
    </form>
  );
}

/** What waits on a locked phone is still said, and still sent. */
function Waiting({ work }: { work: Work }) {
  const waiting = work.waiting.value.length;
  return waiting ? <Notice tone="due">{say("on-this-phone", { n: waiting })}</Notice> : null;
}
