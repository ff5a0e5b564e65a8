/** One command at a time from a form: what it met, and that it is under way. */

import { useSignal, type Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { ProblemAnswer } from "@shared/api/problems";

export interface Sending {
  readonly isBusy: Signal<boolean>;
  readonly failure: Signal<unknown>;
  /** Send with a command's id, which stays the same until it was accepted: an answer that was lost is not done twice. */
  readonly send: (go: (headers: { "Idempotency-Key": string }) => Promise<void>) => Promise<void>;
  /** What is wrong with one field, by its JSON pointer. */
  readonly problem: (pointer: string) => string | undefined;
}

export function useSending(): Sending {
  const isBusy = useSignal(false);
  const failure = useSignal<unknown>(undefined);
  const key = useRef(crypto.randomUUID());
  const send: Sending["send"] = async (go) => {
    if (isBusy.value) return;
    isBusy.value = true;
    failure.value = undefined;
    try {
      await go({ "Idempotency-Key": key.current });
      key.current = crypto.randomUUID();
    } catch (reason) {
      failure.value = reason;
      // A refused wish will be another one when it is mended; only an unanswered one is the same.
      if (reason instanceof ProblemAnswer && reason.status < 500) key.current = crypto.randomUUID();
    }
    isBusy.value = false;
  };
  const problem = (pointer: string) => (failure.value instanceof ProblemAnswer ? failure.value.field(pointer) : undefined);
  return { isBusy, failure, send, problem };
}
