import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import { Failure } from "@shared/parts/notices";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { ReasonDialog } from "../parts/reason_dialog";
import type { Volunteer } from "../roster/store";
import { say } from "../words";

const ONE = "/api/assignment/v1/wards/{ward}/volunteers/{volunteer_id}" as const;

/** Retiring a volunteer with a reason, and taking that back. */
export function VolunteerStanding({ desk, volunteer }: { desk: Desk; volunteer: Volunteer }) {
  const sending = useSending();
  const isRetiring = useSignal(false);
  const { assignment } = desk.services;
  const path = { ward: desk.ward, volunteer_id: volunteer.id };
  const theirs = () => desk.roster.listed.value.filter((one) => one.volunteer_id === volunteer.id).map((one) => one.id);
  const retire = (reason: string) =>
    sending.send(async (header) => {
      const households = theirs();
      const done = await dataOf(assignment.POST(`${ONE}/retirement`, { params: { path, header }, body: { reason } }));
      isRetiring.value = false;
      await desk.roster.mend({ households, volunteers: [volunteer.id] }, done);
    });
  const reinstate = () =>
    sending.send(async (header) => {
      const done = await dataOf(assignment.POST(`${ONE}/reinstatement`, { params: { path, header }, body: {} }));
      await desk.roster.mend({ volunteers: [volunteer.id] }, done);
    });
  if (volunteer.state === "erased") return null;
  if (volunteer.state === "retired") {
    return (
      <>
        <button type="button" class="primary" disabled={sending.isBusy.value} onClick={() => void reinstate()}>
          {say("reinstate")}
        </button>
        {sending.failure.value !== undefined && <Failure failure={sending.failure.value} />}
      </>
    );
  }
  return (
    <>
      <button type="button" class="danger" onClick={() => (isRetiring.value = true)}>
        {say("retire")}
      </button>
      {isRetiring.value && (
        <ReasonDialog title={say("retire")} act={say("retire")} sending={sending} onClose={() => (isRetiring.value = false)} onGiven={(reason) => void retire(reason)}>
          <p>{say("retire-says")}</p>
        </ReasonDialog>
      )}
    </>
  );
}
