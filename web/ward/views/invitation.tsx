import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import type { components } from "@shared/api/generated/access";
import { timeText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Failure } from "@shared/parts/notices";
import { unitName } from "@shared/reference/catalogues";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { Dialog } from "../parts/dialog";
import type { Volunteer } from "../roster/store";
import { say } from "../words";
import "./invitation.css";

type Made = components["schemas"]["InvitationAnswer"];
const KINDS = ["screen", "printed"] as const;

/** The two ways to let a volunteer's phone in: a code on this screen, or one on paper with digits handed over apart. */
export function Invitation({ desk, volunteer }: { desk: Desk; volunteer: Volunteer }) {
  const { isBusy, failure, send } = useSending();
  const made = useSignal<Made | undefined>(undefined);
  const invite = (kind: (typeof KINDS)[number]) =>
    send(async (header) => {
      const params = { path: { ward: desk.ward, volunteer_id: volunteer.id }, header };
      made.value = await dataOf(desk.services.access.POST("/api/access/v1/wards/{ward}/volunteers/{volunteer_id}/invitations", { params, body: { kind } }));
    });
  return (
    <section class="stack">
      <h2>{say("invite")}</h2>
      <p class="soft">{say("invite-says")}</p>
      <div class="row">
        {KINDS.map((kind) => (
          <button key={kind} type="button" disabled={isBusy.value} onClick={() => void invite(kind)}>
            {say(`invite-${kind}`)}
          </button>
        ))}
      </div>
      {failure.value !== undefined && <Failure failure={failure.value} />}
      {made.value && (
        <Dialog title={say("invite")} onClose={() => (made.value = undefined)}>
          <Shown made={made.value} desk={desk} volunteer={volunteer} />
        </Dialog>
      )}
    </section>
  );
}

function Shown({ made, desk, volunteer }: { made: Made; desk: Desk; volunteer: Volunteer }) {
  const name = volunteer.name ?? "";
  return (
    <div class="invitation stack">
      <p class="print-only">{unitName(desk.ward)}</p>
      <p class="who">{name}</p>
      <img src={`data:image/svg+xml,${encodeURIComponent(made.svg)}`} alt={say("qr-of", { name })} width={280} height={280} />
      <p class="soft">{say("invite-says")}</p>
      <p>{say("expires-at", { time: timeText(made.expires_at, language.value) })}</p>
      {made.code !== undefined && (
        <>
          <p class="digits no-print">{say("six-digits", { code: made.code })}</p>
          <p class="print-only">{say("digits-apart")}</p>
          <button type="button" class="primary no-print" onClick={() => print()}>
            {say("print")}
          </button>
        </>
      )}
    </div>
  );
}
