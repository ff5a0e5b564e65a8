import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import { dayText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Field } from "@shared/parts/field";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { CommandForm, Options, type Typed } from "../parts/command_form";
import { Dialog } from "../parts/dialog";
import type { Stand } from "../roster/store";
import type { Request } from "../roster/timeline";
import { say } from "../words";
import { HouseholdLink } from "./today_lines";

const OUTCOMES = ["acknowledged", "done", "refused", "taken_back"] as const;

/** One request with its deadlines, and the form to note its answer. */
export function RequestEntry({ desk, request, onDone }: { desk: Desk; request: Request; onDone: (stand: Stand) => void }) {
  const isAnswering = useSignal(false);
  const sending = useSending();
  const day = (one: string) => dayText(one, language.value);
  const answer = (typed: Typed) =>
    sending.send(async (header) => {
      const params = { path: { ward: desk.ward, household_id: request.household_id, request_id: request.id }, header };
      const body = { outcome: typed.text("outcome") as (typeof OUTCOMES)[number], text: typed.given("text") };
      const done = await dataOf(desk.services.visits.POST("/api/visits/v1/wards/{ward}/households/{household_id}/requests/{request_id}/answer", { params, body }));
      isAnswering.value = false;
      desk.said.value = { text: say("answer-saved") };
      onDone(done);
    });
  const isAnswered = request.answers.length > 0;
  return (
    <li class="entry">
      <div>
        <strong>{say(`request-${request.kind}`)}</strong> · <HouseholdLink desk={desk} id={request.household_id} />
        <div class="soft small">{[say("taken-on", { day: day(request.day) }), request.text].filter(Boolean).join(" · ")}</div>
        {request.open && (
          <div class={request.overdue ? "due-text small" : "small"}>
            {[!isAnswered && say("answer-by", { day: day(request.answer_by) }), request.carry_out_by && say("carry-out-by", { day: day(request.carry_out_by) })].filter(Boolean).join(" · ")}
          </div>
        )}
        {request.answers.map((one, at) => (
          <div key={at} class="small">
            {[say(`outcome-${one.outcome}`), one.text].filter(Boolean).join(" · ")}
          </div>
        ))}
      </div>
      {request.open && (
        <button type="button" onClick={() => (isAnswering.value = true)}>
          {say("answer")}
        </button>
      )}
      {isAnswering.value && (
        <Dialog title={say("answer")} onClose={() => (isAnswering.value = false)}>
          <CommandForm sending={sending} onSubmit={(typed) => void answer(typed)}>
            <Field label={say("result")} problem={sending.problem("/outcome")}>
              <select name="outcome">
                <Options options={OUTCOMES.map((one) => [one, say(`outcome-${one}`)])} chosen={isAnswered ? "done" : "acknowledged"} />
              </select>
            </Field>
            <div class="whole">
              <Field label={say("answer-text")} problem={sending.problem("/text")}>
                <textarea name="text" rows={3} maxLength={2000} />
              </Field>
            </div>
          </CommandForm>
        </Dialog>
      )}
    </li>
  );
}
