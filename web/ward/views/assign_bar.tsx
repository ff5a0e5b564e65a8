import { useSignal, type Signal } from "@preact/signals";
import { Failure } from "@shared/parts/notices";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { Dialog } from "../parts/dialog";
import { type Handed, hand, type Outcome, takingBack } from "../roster/assigning";
import type { Household, Volunteer } from "../roster/store";
import { say } from "../words";
import { AssignChoice } from "./assign_choice";

interface AssignBarProps {
  readonly desk: Desk;
  readonly chosen: Signal<ReadonlySet<string>>;
  readonly isAssigning: Signal<boolean>;
}

/** What can be done with the chosen households: assign, hand over, unassign; each with an undo. */
export function AssignBar({ desk, chosen, isAssigning }: AssignBarProps) {
  const { isBusy, failure, send } = useSending();
  const households = [...chosen.value].flatMap((id) => desk.roster.households.value.get(id) ?? []);
  const name = useSignal("");
  if (households.length === 0) return null;

  const done = (outcome: Outcome, text: string) => {
    chosen.value = new Set(outcome.refused.map(({ handed }) => handed.household.id));
    isAssigning.value = false;
    tell(desk, outcome, text);
  };
  const assign = (to: Volunteer, moving: readonly Household[]) =>
    send(async () => {
      name.value = to.name ?? "";
      const outcome = await hand(desk.services, desk.roster, moving.map((household) => ({ household, to: to.id })), "");
      done(outcome, say("assigned-done", { n: outcome.done.length, name: name.value }));
    });
  const unassign = () =>
    send(async () => {
      const wishes: Handed[] = households.filter((one) => one.volunteer_id !== null).map((household) => ({ household, to: null }));
      const outcome = await hand(desk.services, desk.roster, wishes, say("desk-reason"));
      done(outcome, say("unassigned-done", { n: outcome.done.length }));
    });

  return (
    <div class="assign-bar no-print">
      <strong aria-live="polite">{say("chosen", { n: households.length })}</strong>
      <button type="button" class="primary" disabled={isBusy.value} onClick={() => (isAssigning.value = true)}>
        {say("assign-key")}
      </button>
      {households.some((one) => one.volunteer_id !== null) && (
        <button type="button" disabled={isBusy.value} onClick={() => void unassign()}>
          {say("unassign")}
        </button>
      )}
      <button type="button" class="plain" onClick={() => (chosen.value = new Set())}>
        {say("clear-choice")}
      </button>
      {failure.value !== undefined && !isAssigning.value && <Failure failure={failure.value} />}
      {isAssigning.value && (
        <Dialog title={say("assign-title", { n: households.length })} onClose={() => (isAssigning.value = false)}>
          <AssignChoice desk={desk} households={households} isBusy={isBusy.value} onAssign={(to, moving) => void assign(to, moving)} />
          {failure.value !== undefined && <Failure failure={failure.value} />}
        </Dialog>
      )}
    </div>
  );
}

/** Say what was done and what was not; what was done can be taken back. */
export function tell(desk: Desk, outcome: Outcome, text: string): void {
  const first = outcome.refused[0];
  const refused = first ? say("some-refused", { n: outcome.refused.length, why: first.problem.title }) : "";
  const undo = async () => {
    const back = await hand(desk.services, desk.roster, takingBack(outcome, desk.roster), say("undo-reason"));
    const problem = back.refused[0]?.problem;
    if (problem !== undefined) throw problem;
  };
  desk.said.value = {
    text: [outcome.done.length > 0 && text, refused].filter(Boolean).join(" "),
    isBad: outcome.done.length === 0,
    ...(outcome.done.length > 0 && { undo }),
  };
}
