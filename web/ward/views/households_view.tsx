import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { dayText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Notice } from "@shared/parts/notices";
import { addressOf, go, Link, route } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import type { Desk } from "../desk";
import { Grid, type GridColumn, type Sorting } from "../parts/grid";
import { filtered, householdFilter } from "../roster/filters";
import type { Household, Volunteer } from "../roster/store";
import { say } from "../words";
import { AssignBar } from "./assign_bar";
import { HouseholdFilters } from "./household_filters";
import "./tables.css";

/** All households of the ward: found, sorted, chosen and assigned without a page in between. */
export function HouseholdsView({ desk }: { desk: Desk }) {
  const { roster } = desk;
  const sorting = useSignal<Sorting>({ key: "code", isDown: false });
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const isAssigning = useSignal(false);
  const search = useRef<HTMLInputElement>(null);
  const filter = householdFilter(route.value.query);
  const rows = useComputed(() => filtered(roster.households.value.values(), householdFilter(route.value.query))).value;
  // Cells name volunteers: with other volunteers they are others.
  const columns = useComputed(() => columnsOf(roster.volunteers.value)).value;
  const gone = filter.standing === "removed" || filter.standing === "erased" ? filter.standing : undefined;
  useEffect(() => void (gone && roster.loadGone(gone)), [roster, gone]);
  useKeys({ a: () => (isAssigning.value = chosen.value.size > 0), "/": () => search.current?.focus() });

  return (
    <>
      <div class="view-head">
        <h1 tabIndex={-1}>{say("households")}</h1>
        <Link to="households/new" class="button primary">
          {say("register-household")}
        </Link>
      </div>
      <HouseholdFilters desk={desk} filter={filter} search={search} />
      <p class="row small soft" role="status">
        <span>{roster.isWhole.value ? say("rows-shown", { n: rows.length }) : say("loading-list", { n: roster.households.value.size })}</span>
        <span class="wide-only">{say("grid-keys")}</span>
      </p>
      {rows.length === 0 && (roster.isWhole.value ? <Notice>{say("nothing-found")}</Notice> : <Skeleton lines={12} />)}
      {rows.length > 0 && (
        <Grid
          caption={say("households")}
          columns={columns}
          rows={rows}
          keyOf={idOf}
          nameOf={(one) => [one.code, one.head_name].filter(Boolean).join(" · ")}
          sorting={sorting}
          chosen={chosen}
          onOpen={(one) => go(addressOf(`households/${one.id}`))}
        />
      )}
      <AssignBar desk={desk} chosen={chosen} isAssigning={isAssigning} />
    </>
  );
}

function idOf(household: Household): string {
  return household.id;
}

function columnsOf(volunteers: ReadonlyMap<string, Volunteer>): readonly GridColumn<Household>[] {
  const helper = (one: Household) => (one.volunteer_id && volunteers.get(one.volunteer_id)?.name) || "";
  return [
    { key: "code", title: say("code"), width: "minmax(5.5rem, 0.7fr)", cell: (one) => one.code ?? "–", sortBy: (one) => one.code ?? "" },
    { key: "head", title: say("head"), width: "minmax(0, 1.6fr)", cell: (one) => one.head_name ?? "–", sortBy: (one) => one.head_name ?? "" },
    { key: "village", title: say("village-short"), width: "minmax(7rem, 1fr)", cell: (one) => one.village_name ?? "", sortBy: (one) => one.village_name ?? "", isWide: true },
    { key: "volunteer", title: say("volunteer"), width: "minmax(0, 1.3fr)", cell: (one) => <Helper household={one} name={helper(one)} />, sortBy: helper },
    { key: "since", title: say("since-day"), width: "6.5rem", cell: (one) => one.assigned_on && dayText(one.assigned_on, language.value, { dateStyle: "short" }), sortBy: (one) => one.assigned_on ?? "", isWide: true },
    { key: "priority", title: say("priority"), width: "minmax(8rem, 1.4fr)", cell: (one) => one.priority.map((group) => say(group)).join(", "), sortBy: (one) => one.priority.length, isWide: true },
    { key: "signal", title: say("signal-short"), width: "7rem", cell: (one) => (one.signal ? say(`signal-${one.signal}`) : ""), sortBy: (one) => one.signal ?? "", isWide: true },
  ];
}

function Helper({ household, name }: { household: Household; name: string }) {
  if (household.no_contact) return <em class="soft">{say("no-contact-short")}</em>;
  return household.volunteer_id === null ? <strong class="due-text">{say("nobody-helps")}</strong> : <>{name}</>;
}

/** Single keys that do something on this view, unless somebody is typing or a dialog is open. */
function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isTyping = target.matches("input:not([type=checkbox]), select, textarea") || document.querySelector("dialog[open]") !== null;
      const act = latest.current[event.key.toLowerCase()];
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}
