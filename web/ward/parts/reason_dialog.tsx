import { Failure } from "@shared/parts/notices";
import { Field } from "@shared/parts/field";
import type { ComponentChildren } from "preact";
import { say } from "../words";
import type { Sending } from "./command";
import { Dialog } from "./dialog";

interface ReasonDialogProps {
  readonly title: string;
  readonly act: string;
  readonly sending: Sending;
  readonly onClose: () => void;
  readonly onGiven: (reason: string) => void;
  readonly children?: ComponentChildren;
}

/** Asks why something ends before it does. */
export function ReasonDialog({ title, act, sending, onClose, onGiven, children }: ReasonDialogProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget as HTMLFormElement).get("reason") as string;
    onGiven(reason.trim());
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        {children}
        <Field label={say("reason")} problem={sending.problem("/reason")}>
          <input name="reason" required maxLength={500} autofocus autocomplete="off" />
        </Field>
        {sending.failure.value !== undefined && <Failure failure={sending.failure.value} />}
        <button type="submit" class="danger" disabled={sending.isBusy.value}>
          {sending.isBusy.value ? say("saving") : act}
        </button>
      </form>
    </Dialog>
  );
}
