import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import { useLoaded } from "@shared/api/load";
import { timeText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Field } from "@shared/parts/field";
import { Failure, Notice } from "@shared/parts/notices";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { Dialog } from "../parts/dialog";
import type { Household, Stand } from "../roster/store";
import { type RosterDossier } from "../roster/timeline";
import { say } from "../words";

type ErasureState = RosterDossier["erasure"];

const ONE = "/api/assignment/v1/wards/{ward}/households/{household_id}/erasure" as const;
const AGAIN_MS = 1_000;

interface ErasureProps {
  readonly desk: Desk;
  readonly household: Household;
  readonly erasure: ErasureState;
  readonly onAgain: () => void;
}

/** Destroying a household's key: asked for twice, then shown until every service has confirmed it. */
export function Erasure({ desk, household, erasure, onAgain }: ErasureProps) {
  const isAsking = useSignal(false);
  const sending = useSending();
  const path = { ward: desk.ward, household_id: household.id };
  const volunteers = household.volunteer_id === null ? [] : [household.volunteer_id];
  const erase = () =>
    sending.send(async (header) => {
      const done: Stand = await dataOf(desk.services.assignment.POST(ONE, { params: { path, header }, body: {} }));
      isAsking.value = false;
      await desk.roster.mend({ households: [household.id], volunteers }, done);
      onAgain();
    });
  if (household.state === "erased" || erasure.state !== "none") return <Progress desk={desk} household={household} />;
  return (
    <div>
      <button type="button" class="danger" onClick={() => (isAsking.value = true)}>
        {say("erase")}
      </button>
      {isAsking.value && (
        <Dialog title={say("erase")} onClose={() => (isAsking.value = false)}>
          <Confirmation code={household.code ?? household.id.slice(0, 8)} isBusy={sending.isBusy.value} onErase={() => void erase()} />
          {sending.failure.value !== undefined && <Failure failure={sending.failure.value} />}
        </Dialog>
      )}
    </div>
  );
}

function Confirmation({ code, isBusy, onErase }: { code: string; isBusy: boolean; onErase: () => void }) {
  const isWrong = useSignal(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement).get("code") as string;
    isWrong.value = typed.trim() !== code;
    if (!isWrong.value) onErase();
  };
  return (
    <form class="stack" onSubmit={submit}>
      <Notice tone="bad">{say("erase-says")}</Notice>
      <Field label={say("erase-confirm", { code })} problem={isWrong.value ? say("erase-mismatch") : undefined}>
        <input name="code" required autocomplete="off" autofocus />
      </Field>
      <button type="submit" class="danger" disabled={isBusy}>
        {isBusy ? say("saving") : say("erase")}
      </button>
    </form>
  );
}

function Progress({ desk, household }: { desk: Desk; household: Household }) {
  const round = useSignal(0);
  const path = { ward: desk.ward, household_id: household.id };
  const { data } = useLoaded(`${round.value}`, async () => {
    const found = await dataOf(desk.services.assignment.GET(ONE, { params: { path } }));
    if (found.state === "under_way") setTimeout(() => (round.value += 1), AGAIN_MS);
    return found;
  });
  const found = data.value;
  if (found === undefined || found.state === "none") return null;
  const evidence = found.evidence;
  return (
    <Notice tone={found.state === "completed" ? "good" : "due"} live>
      <p>
        <strong>{`${say("erasure-state")}: ${say(`erasure-${found.state}`)}`}</strong>
      </p>
      {found.decided_at && <p>{say("erasure-decided", { time: timeText(found.decided_at, language.value) })}</p>}
      <ul>
        {Object.entries(found.confirmed).map(([service, at]) => (
          <li key={service}>{say("erasure-confirmed", { service, time: timeText(at, language.value) })}</li>
        ))}
      </ul>
      {evidence !== null && (
        <p>
          <a class="button" download={`erasure-${household.id}.jws`} href={`data:application/jose,${encodeURIComponent(evidence)}`}>
            {say("download-evidence")}
          </a>
        </p>
      )}
    </Notice>
  );
}
