import { useSignal } from "@preact/signals";
import { Failure } from "@shared/parts/notices";
import { say as sayShared } from "@shared/parts/words";
import type { Desk } from "../desk";
import { say } from "../words";
import "./said.css";

/** What was just done, read out, with the way to take it back. */
export function SaidBar({ desk }: { desk: Desk }) {
  const failure = useSignal<unknown>(undefined);
  const isBusy = useSignal(false);
  const said = desk.said.value;
  const undo = async (take: () => Promise<void>) => {
    isBusy.value = true;
    failure.value = undefined;
    try {
      await take();
      desk.said.value = { text: say("undone") };
    } catch (reason) {
      failure.value = reason;
    }
    isBusy.value = false;
  };
  return (
    <div class="said no-print" role="status" aria-live="polite">
      {said && (
        <div class={said.isBad ? "said-bar bad" : "said-bar"}>
          <p>{said.text}</p>
          {failure.value !== undefined && <Failure failure={failure.value} />}
          <div class="row">
            {said.undo && (
              <button type="button" disabled={isBusy.value} onClick={() => said.undo && void undo(said.undo)}>
                {say("undo")}
              </button>
            )}
            <button type="button" class="plain" onClick={() => (desk.said.value = undefined)}>
              {sayShared("close")}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
