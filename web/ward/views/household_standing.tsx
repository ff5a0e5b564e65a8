import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import { Failure } from "@shared/parts/notices";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { ReasonDialog } from "../parts/reason_dialog";
import type { Household } from "../roster/store";
import { say } from "../words";

const ONE = "/api/assignment/v1/wards/{ward}/households/{household_id}" as const;

/** Taking a household off the list with a reason, and taking that back. */
export function HouseholdStanding({ desk, household }: { desk: Desk; household: Household }) {
  const sending = useSending();
  const isRemoving = useSignal(false);
  const { assignment } = desk.services;
  const path = { ward: desk.ward, household_id: household.id };
  const volunteers = household.volunteer_id === null ? [] : [household.volunteer_id];
  const restore = () =>
    sending.send(async (header) => {
      const done = await dataOf(assignment.POST(`${ONE}/restoration`, { params: { path, header }, body: {} }));
      await desk.roster.mend({ households: [household.id] }, done);
      desk.said.value = { text: say("saved") };
    });
  const remove = (reason: string) =>
    sending.send(async (header) => {
      const done = await dataOf(assignment.DELETE(ONE, { params: { path, header }, body: { reason } }));
      isRemoving.value = false;
      await desk.roster.mend({ households: [household.id], volunteers }, done);
      desk.said.value = { text: say("saved"), undo: restore };
    });
  if (household.state === "erased") return null;
  if (household.state === "removed") {
    return (
      <>
        <button type="button" class="primary" disabled={sending.isBusy.value} onClick={() => void restore()}>
          {say("restore")}
        </button>
        {sending.failure.value !== undefined && <Failure failure={sending.failure.value} />}
      </>
    );
  }
  return (
    <>
      <button type="button" class="danger" onClick={() => (isRemoving.value = true)}>
        {say("remove")}
      </button>
      {isRemoving.value && (
        <ReasonDialog title={say("remove")} act={say("remove")} sending={sending} onClose={() => (isRemoving.value = false)} onGiven={(reason) => void remove(reason)}>
          <p>{say("remove-says")}</p>
        </ReasonDialog>
      )}
    </>
  );
}
