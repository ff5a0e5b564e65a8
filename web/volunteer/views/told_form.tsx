import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Field } from "@shared/parts/field";
import { addressOf, go, Link } from "@shared/parts/route";
import { say } from "../caseload/words";
import { type Choice, Choices } from "../parts/choices";
import { say as sayPage } from "../words";
import { SavingFailure } from "./saving";

interface ToldFormProps<Kind extends string> {
  /** Where one came from, and where one goes after saving. */
  readonly from: string;
  readonly to: string;
  readonly title: ComponentChildren;
  readonly what: string;
  readonly kindLegend: string;
  readonly kinds: readonly Choice<Kind>[];
  readonly textLabel: string;
  readonly onSave: (kind: Kind, text: string) => Promise<void>;
  readonly children?: ComponentChildren;
}

/** A few words about one of several matters: what a household asks, what befell a volunteer. */
export function ToldForm<Kind extends string>({ from, to, title, what, kindLegend, kinds, textLabel, onSave, children }: ToldFormProps<Kind>) {
  const kind = useSignal<Kind | "">("");
  const text = useSignal("");
  const isTried = useSignal(false);
  const failure = useSignal<unknown>(undefined);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    isTried.value = true;
    if (kind.value === "") return;
    try {
      await onSave(kind.value, text.value.trim());
      go(addressOf(to), { replace: true });
    } catch (reason) {
      failure.value = reason;
    }
  };
  return (
    <form class="stack form" noValidate onSubmit={(event) => void save(event)}>
      <Link to={from} class="back">
        {sayPage("back")}
      </Link>
      <h1 tabIndex={-1}>{title}</h1>
      <p class="soft">{what}</p>
      <Choices legend={kindLegend} choices={kinds} value={kind.value} onChoose={(one) => (kind.value = one)} problem={isTried.value && kind.value === "" ? say("choose") : undefined} />
      {children}
      <Field label={textLabel}>
        <textarea rows={4} maxLength={2000} value={text.value} onInput={(event: InputEvent) => (text.value = (event.currentTarget as HTMLTextAreaElement).value)} />
      </Field>
      <div class="save-bar stack">
        <SavingFailure failure={failure.value} />
        <button type="submit" class="primary wide">
          {sayPage("save")}
        </button>
      </div>
    </form>
  );
}
