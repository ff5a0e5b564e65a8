import type { RefObject } from "preact";
import { language } from "@shared/i18n/language";
import { Field } from "@shared/parts/field";
import { addressOf, go, route } from "@shared/parts/route";
import type { Desk } from "../desk";
import { type HouseholdFilter, STANDINGS } from "../roster/filters";
import { say } from "../words";

export const PRIORITIES = ["elderly-70", "ethnic-minority", "disability", "poor", "near-poor", "remote"] as const;

interface FiltersProps {
  readonly desk: Desk;
  readonly filter: HouseholdFilter;
  readonly search: RefObject<HTMLInputElement | null>;
}

/** What is asked for stands in the address, so that a list can be shared and the browser's back goes back. */
export function HouseholdFilters({ desk: { roster }, filter, search }: FiltersProps) {
  const byName = (a: { name: string | null }, b: { name: string | null }) => (a.name ?? "").localeCompare(b.name ?? "", language.value);
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <Field label={say("search")}>
        <input ref={search} type="search" value={filter.q} placeholder={say("household-search")} onInput={(event) => choose("q", event.currentTarget.value)} />
      </Field>
      <Field label={say("standing")}>
        <Choice name="standing" value={filter.standing} options={STANDINGS.map((one) => [one, say(`s-${one || "all"}`)])} />
      </Field>
      <Field label={say("village")}>
        <Choice name="village" value={filter.village} options={[["", say("all")], ...roster.villages.value.toSorted(byName).map((one): Option => [one.village, one.name])]} />
      </Field>
      <Field label={say("volunteer")}>
        <Choice name="volunteer" value={filter.volunteer} options={[["", say("all")], ...roster.enrolled.value.toSorted(byName).map((one): Option => [one.id, one.name ?? "–"])]} />
      </Field>
      <Field label={say("priority")}>
        <Choice name="priority" value={filter.priority} options={[["", say("all")], ...[...PRIORITIES, "no-signal" as const].map((one): Option => [one, say(one)])]} />
      </Field>
    </form>
  );
}

type Option = readonly [value: string, text: string];

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly Option[];
}

/** A filter of the list; takes the id and description that its field gives it. */
export function Choice({ name, value, options, ...rest }: ChoiceProps) {
  return (
    <select {...rest} value={value} onChange={(event) => choose(name, event.currentTarget.value)}>
      {options.map(([one, text]) => (
        <option key={one} value={one} selected={one === value}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** Put one filter into the address; an empty one goes out of it. */
export function choose(name: string, value: string): void {
  const { path, query } = route.value;
  const next = new URLSearchParams(query);
  if (value) next.set(name, value);
  else next.delete(name);
  go(addressOf(path, Object.fromEntries(next)), { replace: true });
}
