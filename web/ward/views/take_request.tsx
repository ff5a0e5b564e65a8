import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import { dayOf } from "@shared/i18n/days";
import { Field } from "@shared/parts/field";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { CommandForm, Options, type Typed } from "../parts/command_form";
import { Dialog } from "../parts/dialog";
import { atDesk } from "../parts/instants";
import type { Stand } from "../roster/store";
import type { Request } from "../roster/timeline";
import { say } from "../words";
import { RequestEntry } from "./request_entry";

const KINDS = ["access", "correction", "withdrawal", "objection", "erasure", "complaint"] as const;

interface TakeRequestProps {
  readonly desk: Desk;
  readonly household: string;
  readonly requests: readonly Request[];
  readonly onDone: (stand: Stand) => void;
}

/** What a household asks about its data: taken down here, and answered here. */
export function TakeRequest({ desk, household, requests, onDone }: TakeRequestProps) {
  const isAsking = useSignal(false);
  const sending = useSending();
  const take = (typed: Typed) =>
    sending.send(async (header) => {
      const params = { path: { ward: desk.ward, household_id: household }, header };
      const body = {
        id: header["Idempotency-Key"],
        kind: typed.text("kind") as Request["kind"],
        occurred_at: atDesk(typed.text("day"), Date.now()),
        text: typed.given("text"),
      };
      const done = await dataOf(desk.services.visits.POST("/api/visits/v1/wards/{ward}/households/{household_id}/requests", { params, body }));
      isAsking.value = false;
      desk.said.value = { text: say("request-saved") };
      onDone(done);
      // A withdrawal ends the household's assignment.
      await desk.roster.mend({ households: [household] });
    });
  const open = requests.filter((one) => one.open);
  return (
    <section class="stack">
      {open.length > 0 && (
        <>
          <h2>{say("requests-title")}</h2>
          <ul class="sheet entries">
            {open.map((request) => (
              <RequestEntry key={request.id} desk={desk} request={request} onDone={onDone} />
            ))}
          </ul>
        </>
      )}
      <p>
        <button type="button" onClick={() => (isAsking.value = true)}>
          {say("take-request")}
        </button>
      </p>
      {isAsking.value && (
        <Dialog title={say("take-request")} onClose={() => (isAsking.value = false)}>
          <CommandForm sending={sending} onSubmit={(typed) => void take(typed)}>
            <Field label={say("request-kind")} problem={sending.problem("/kind")}>
              <select name="kind">
                <Options options={KINDS.map((one) => [one, say(`request-${one}`)])} chosen="access" />
              </select>
            </Field>
            <Field label={say("happened-on")} problem={sending.problem("/occurred_at")}>
              <input name="day" type="date" required max={dayOf(Date.now())} defaultValue={dayOf(Date.now())} />
            </Field>
            <div class="whole">
              <Field label={say("request-text")} problem={sending.problem("/text")}>
                <textarea name="text" rows={3} maxLength={2000} />
              </Field>
            </div>
          </CommandForm>
        </Dialog>
      )}
    </section>
  );
}
