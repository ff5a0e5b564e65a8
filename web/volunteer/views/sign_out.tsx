import { useSignal } from "@preact/signals";
import { Failure, Notice } from "@shared/parts/notices";
import { say as sayShared } from "@shared/parts/words";
import { say } from "../words";
import type { Work } from "../work/work";

/** Leaves the phone as if the page had never been there; waits for an empty outbox, or for a loss that is confirmed. */
export function SignOut({ work, label }: { work: Work; label?: string }) {
  const failure = useSignal<unknown>(undefined);
  const isBusy = useSignal(false);
  const isSure = useSignal(false);
  const unsent = work.waiting.value.length;
  const leave = async () => {
    isBusy.value = true;
    failure.value = undefined;
    try {
      await work.leave();
    } catch (reason) {
      failure.value = reason;
      isBusy.value = false;
    }
  };
  return (
    <div class="stack">
      {unsent ? <Notice tone="due">{say("sign-out-waits", { n: unsent })}</Notice> : <p class="soft">{say("sign-out-clean")}</p>}
      {unsent > 0 && (
        <>
          <button type="button" class="primary" onClick={() => void work.sync({ atOnce: true })}>
            {say("send-first")}
          </button>
          <label class="row tick">
            <input type="checkbox" checked={isSure.value} onChange={(event) => (isSure.value = event.currentTarget.checked)} />
            <span>{say("sign-out-loss", { n: unsent })}</span>
          </label>
        </>
      )}
      {failure.value !== undefined && <Failure failure={failure.value} />}
      <button type="button" class="danger" disabled={isBusy.value || (unsent > 0 && !isSure.value)} onClick={() => void leave()}>
        {label ?? sayShared("sign-out")}
      </button>
    </div>
  );
}
