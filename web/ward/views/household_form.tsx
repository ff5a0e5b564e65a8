import { dataOf } from "@shared/api/client";
import type { components } from "@shared/api/generated/assignment";
import { Field } from "@shared/parts/field";
import { addressOf, go } from "@shared/parts/route";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { CommandForm, Options, Ticks, type Typed } from "../parts/command_form";
import type { Household } from "../roster/store";
import { say } from "../words";
import { PRIORITIES } from "./household_filters";
import { Villages } from "./villages";

type Body = components["schemas"]["HouseholdBody"];

const SIGNALS = ["good", "weak", "none"] as const;
const LANGUAGES = ["vi", "ktv", "other"] as const;

interface HouseholdFormProps {
  readonly desk: Desk;
  /** What is amended; none: a household is registered. */
  readonly household?: Household;
  readonly onDone: (id: string) => void;
}

export function HouseholdForm({ desk, household, onDone }: HouseholdFormProps) {
  const sending = useSending();
  const { assignment } = desk.services;
  const save = (typed: Typed) =>
    sending.send(async (header) => {
      const body = bodyOf(typed);
      const path = { ward: desk.ward };
      const done = household
        ? await dataOf(assignment.PATCH("/api/assignment/v1/wards/{ward}/households/{household_id}", { params: { path: { ...path, household_id: household.id }, header }, body }))
        : await dataOf(assignment.POST("/api/assignment/v1/wards/{ward}/households", { params: { path, header }, body }));
      await desk.roster.mend({ households: [done.id], villages: done.events.includes("VillageNoted") }, done);
      desk.said.value = { text: say("saved") };
      onDone(done.id);
    });
  const text = (name: "code" | "head_name" | "phone" | "address" | "location") => ({ name, defaultValue: household?.[name] ?? "", autocomplete: "off" as const });
  return (
    <>
      <h1 tabIndex={-1}>{say(household ? "amend-household" : "register-household")}</h1>
      <CommandForm sending={sending} onSubmit={(typed) => void save(typed)} onCancel={() => go(addressOf(household ? `households/${household.id}` : "households"))}>
        <Field label={say("village")} problem={sending.problem("/village")}>
          <input name="village" list="villages" required maxLength={120} defaultValue={household?.village_name ?? ""} autocomplete="off" />
        </Field>
        <Villages desk={desk} />
        <Field label={say("code")} problem={sending.problem("/code")}>
          <input {...text("code")} maxLength={32} />
        </Field>
        <Field label={say("head")} problem={sending.problem("/head_name")}>
          <input {...text("head_name")} maxLength={100} />
        </Field>
        <Field label={say("phone")} problem={sending.problem("/phone")}>
          <input {...text("phone")} type="tel" maxLength={20} />
        </Field>
        <Field label={say("address")} problem={sending.problem("/address")}>
          <input {...text("address")} maxLength={200} />
        </Field>
        <Field label={say("way")} hint={say("way-hint")} problem={sending.problem("/location")}>
          <input {...text("location")} maxLength={100} />
        </Field>
        <Field label={say("signal")} problem={sending.problem("/signal")}>
          <select name="signal">
            <Options options={SIGNALS.map((one) => [one, say(`signal-${one}`)])} chosen={household?.signal ?? "good"} />
          </select>
        </Field>
        <Field label={say("adults")} problem={sending.problem("/adults")}>
          <input name="adults" type="number" min={0} max={50} defaultValue={household?.adults == null ? "" : String(household.adults)} />
        </Field>
        <Field label={say("language")} problem={sending.problem("/language")}>
          <select name="language">
            <Options options={[["", "–"], ...LANGUAGES.map((one) => [one, say(`language-${one}`)] as const)]} chosen={household?.language ?? ""} />
          </select>
        </Field>
        <Ticks legend={say("priority")} name="priority" options={PRIORITIES.map((one) => [one, say(one)])} ticked={household?.priority ?? []} />
      </CommandForm>
    </>
  );
}

function bodyOf(typed: Typed): Body {
  return {
    village: typed.text("village"),
    code: typed.given("code"),
    head_name: typed.given("head_name"),
    phone: typed.given("phone"),
    address: typed.given("address"),
    location: typed.given("location"),
    signal: typed.text("signal") as Body["signal"],
    adults: typed.number("adults"),
    language: typed.given("language") as NonNullable<Body["language"]> | null,
    priority: typed.ticks("priority") as Body["priority"],
  };
}
