import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import { useLoaded } from "@shared/api/load";
import { timeText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Failure, Notice } from "@shared/parts/notices";
import { say as sayShared } from "@shared/parts/words";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { Dialog } from "../parts/dialog";
import type { Volunteer } from "../roster/store";
import { say } from "../words";

/** Where a volunteer is signed in, and the end of that: gently, or because a phone is in strange hands. */
export function Devices({ desk, volunteer }: { desk: Desk; volunteer: Volunteer }) {
  const round = useSignal(0);
  const isLost = useSignal(false);
  const { isBusy, failure, send } = useSending();
  const path = { ward: desk.ward, volunteer_id: volunteer.id };
  const { data } = useLoaded(`${round.value}`, () =>
    dataOf(desk.services.access.GET("/api/access/v1/wards/{ward}/volunteers/{volunteer_id}/sessions", { params: { path } })),
  );
  const devices = data.value?.items ?? [];
  const end = (lost: boolean) =>
    send(async (header) => {
      await dataOf(desk.services.access.DELETE("/api/access/v1/wards/{ward}/volunteers/{volunteer_id}/sessions", { params: { path, header }, body: { lost } }));
      isLost.value = false;
      round.value += 1;
      desk.said.value = { text: say("ended-done") };
    });
  return (
    <section class="stack">
      <h2>{say("devices")}</h2>
      {devices.length === 0 ? (
        <p class="soft">{say("no-devices")}</p>
      ) : (
        <ul class="sheet stack">
          {devices.map((device) => (
            <li key={device.session_id}>
              {device.device} <span class="soft small">{say("used-at", { time: timeText(device.used_at, language.value) })}</span>
            </li>
          ))}
        </ul>
      )}
      <div class="row">
        <button type="button" disabled={isBusy.value || devices.length === 0} onClick={() => void end(false)}>
          {say("end-sessions")}
        </button>
        <button type="button" class="danger" disabled={isBusy.value} onClick={() => (isLost.value = true)}>
          {say("report-lost")}
        </button>
      </div>
      {failure.value !== undefined && <Failure failure={failure.value} />}
      {isLost.value && (
        <Dialog title={say("report-lost")} onClose={() => (isLost.value = false)}>
          <div class="stack">
            <Notice tone="due">{say("lost-says")}</Notice>
            <p class="row">
              <button type="button" class="danger" disabled={isBusy.value} onClick={() => void end(true)}>
                {say("report-lost")}
              </button>
              <button type="button" class="plain" onClick={() => (isLost.value = false)}>
                {sayShared("cancel")}
              </button>
            </p>
          </div>
        </Dialog>
      )}
    </section>
  );
}
