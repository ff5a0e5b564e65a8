import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { dataOf } from "@shared/api/client";
import { useLoaded } from "@shared/api/load";
import { dayOf } from "@shared/i18n/days";
import { Field } from "@shared/parts/field";
import { Notice } from "@shared/parts/notices";
import { addressOf, go, route } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { CommandForm, Options, type Typed } from "../parts/command_form";
import { loadDossier } from "../roster/dossier";
import { bodyOf } from "../roster/paper_visit";
import type { Household } from "../roster/store";
import { say } from "../words";
import { HouseholdPick } from "./household_pick";
import { ConsentFields, FollowUpFields, OutcomeFields, PaperLines } from "./paper_fields";

/** A visit entered from paper, in the name of the volunteer who made it. */
export function PaperView({ desk }: { desk: Desk }) {
  const id = route.value.query.get("household");
  const household = id === null ? undefined : desk.roster.households.value.get(id);
  return (
    <>
      <h1 tabIndex={-1}>{say("paper-title")}</h1>
      <Notice>{say("never-asks")}</Notice>
      {id === null && <HouseholdPick desk={desk} onPick={(one) => go(addressOf("paper", { household: one.id }))} />}
      {id !== null && household === undefined && (desk.roster.isWhole.value ? <Notice>{say("not-there")}</Notice> : <Skeleton lines={8} />)}
      {household && <PaperForm key={household.id} desk={desk} household={household} />}
    </>
  );
}

function PaperForm({ desk, household }: { desk: Desk; household: Household }) {
  const sending = useSending();
  const lines = useSignal<readonly string[]>([]);
  const ids = useMemo(() => ({ visit: crypto.randomUUID(), followUp: crypto.randomUUID() }), []);
  const { data } = useLoaded(household.id, () => loadDossier(desk.services, desk.ward, household.id));
  const open = data.value?.door?.cases.filter((one) => one.state !== "closed") ?? [];
  const people = desk.roster.enrolled.value.map((one) => [one.id, one.name ?? "–"] as const);
  const save = (typed: Typed) =>
    sending.send(async (header) => {
      const body = bodyOf(typed, household.id, { ...ids, cases: lines.value }, lines.value.length);
      const { stream, version } = await dataOf(desk.services.visits.POST("/api/visits/v1/visits", { params: { header }, body }));
      desk.stood.set(household.id, { stream, version });
      desk.said.value = { text: say("paper-saved") };
      go(addressOf(`households/${household.id}`));
      // A consent that was refused ends the assignment, by assignment's own decision.
      await desk.roster.mend({ households: [household.id] });
    });
  return (
    <CommandForm sending={sending} onSubmit={(typed) => void save(typed)} onCancel={() => go(addressOf(`households/${household.id}`))}>
      <p class="whole">
        <strong>{[household.code, household.head_name, household.village_name].filter(Boolean).join(" · ")}</strong>
      </p>
      <Field label={say("paper-volunteer")} problem={sending.problem("/volunteer_id")}>
        <select name="volunteer">
          <Options options={[["", say("paper-desk")], ...people]} chosen={household.volunteer_id ?? ""} />
        </select>
      </Field>
      <Field label={say("paper-when")} problem={sending.problem("/occurred_at")}>
        <input name="when" type="datetime-local" required max={`${dayOf(Date.now())}T23:59`} />
      </Field>
      <Field label={say("companions")} problem={sending.problem("/companions/0")}>
        <select name="companion">
          <Options options={[["", say("none")], ...people]} chosen="" />
        </select>
      </Field>
      <OutcomeFields sending={sending} />
      <PaperLines lines={lines} open={open} sending={sending} />
      <FollowUpFields sending={sending} />
      <ConsentFields sending={sending} />
      <div class="whole">
        <Field label={say("note")} problem={sending.problem("/note")}>
          <textarea name="note" rows={2} maxLength={2000} />
        </Field>
      </div>
    </CommandForm>
  );
}
