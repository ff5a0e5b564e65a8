import { dataOf } from "@shared/api/client";
import type { components } from "@shared/api/generated/assignment";
import { Field } from "@shared/parts/field";
import { addressOf, go } from "@shared/parts/route";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { CommandForm, Options, Ticks, type Typed } from "../parts/command_form";
import type { Volunteer } from "../roster/store";
import { say } from "../words";
import { Villages } from "./villages";

type Body = components["schemas"]["VolunteerBody"];

const KINDS = ["youth_union", "student", "pupil", "soldier", "community_team", "other"] as const;
const LANGUAGES = ["vi", "ktv", "other"] as const;

interface VolunteerFormProps {
  readonly desk: Desk;
  /** Who is amended; none: somebody is enrolled. */
  readonly volunteer?: Volunteer;
  readonly onDone: (id: string) => void;
}

export function VolunteerForm({ desk, volunteer, onDone }: VolunteerFormProps) {
  const sending = useSending();
  const { assignment } = desk.services;
  const known = knownOf(volunteer);
  const save = (typed: Typed) =>
    sending.send(async (header) => {
      const body = bodyOf(typed);
      const path = { ward: desk.ward };
      const done = volunteer
        ? await dataOf(assignment.PATCH("/api/assignment/v1/wards/{ward}/volunteers/{volunteer_id}", { params: { path: { ...path, volunteer_id: volunteer.id }, header }, body }))
        : await dataOf(assignment.POST("/api/assignment/v1/wards/{ward}/volunteers", { params: { path, header }, body }));
      await desk.roster.mend({ volunteers: [done.id], villages: done.events.includes("VillageNoted") }, done);
      desk.said.value = { text: say("saved") };
      onDone(done.id);
    });
  return (
    <>
      <h1 tabIndex={-1}>{say(volunteer ? "amend-volunteer" : "enroll-volunteer")}</h1>
      <CommandForm sending={sending} onSubmit={(typed) => void save(typed)} onCancel={() => go(addressOf(volunteer ? `volunteers/${volunteer.id}` : "volunteers"))}>
        <Field label={say("name")} problem={sending.problem("/name")}>
          <input name="name" required maxLength={100} defaultValue={known.name} autocomplete="off" />
        </Field>
        <Field label={say("phone")} problem={sending.problem("/phone")}>
          <input name="phone" type="tel" maxLength={20} defaultValue={known.phone} autocomplete="off" />
        </Field>
        <Field label={say("kind")} problem={sending.problem("/kind")}>
          <select name="kind">
            <Options options={KINDS.map((one) => [one, say(`kind-${one}`)])} chosen={known.kind} />
          </select>
        </Field>
        <Field label={say("capacity")} problem={sending.problem("/capacity")}>
          <input name="capacity" type="number" min={1} max={20} required defaultValue={known.capacity} />
        </Field>
        <Field label={say("village")} problem={sending.problem("/village")}>
          <input name="village" list="villages" maxLength={120} defaultValue={known.village} autocomplete="off" />
        </Field>
        <Villages desk={desk} />
        <Ticks legend={say("languages")} name="languages" options={LANGUAGES.map((one) => [one, say(`language-${one}`)])} ticked={known.languages} />
        <Field label={say("minor-until")} hint={say("minor-until-hint")} problem={sending.problem("/minor_until")}>
          <input name="minor_until" type="month" defaultValue={known.minorUntil} />
        </Field>
        <Field label={say("consent-on")} problem={sending.problem("/guardian_consent/given_on")}>
          <input name="given_on" type="date" defaultValue={known.consentOn} />
        </Field>
        <Field label={say("consent-slip")} problem={sending.problem("/guardian_consent/slip")}>
          <input name="slip" maxLength={64} defaultValue={known.slip} autocomplete="off" />
        </Field>
      </CommandForm>
    </>
  );
}

/** What the fields show at first. */
// eslint-disable-next-line complexity -- one default a field
function knownOf(volunteer: Volunteer | undefined) {
  const consent = volunteer?.guardian_consent;
  return {
    name: volunteer?.name ?? "",
    phone: volunteer?.phone ?? "",
    kind: volunteer?.kind ?? "youth_union",
    capacity: String(volunteer?.capacity ?? 20),
    village: volunteer?.village_name ?? "",
    languages: volunteer?.languages ?? [],
    minorUntil: volunteer?.minor_until ?? "",
    consentOn: consent?.given_on ?? "",
    slip: consent?.slip ?? "",
  };
}

function bodyOf(typed: Typed): Body {
  const [given_on, slip] = [typed.given("given_on"), typed.given("slip")];
  return {
    name: typed.text("name"),
    phone: typed.given("phone"),
    kind: typed.text("kind") as Body["kind"],
    capacity: typed.number("capacity") ?? 0,
    village: typed.given("village"),
    languages: typed.ticks("languages") as Body["languages"],
    minor_until: typed.given("minor_until"),
    guardian_consent: given_on || slip ? { given_on: given_on ?? "", slip: slip ?? "" } : null,
  };
}
