import { useComputed, useSignal } from "@preact/signals";
import { Field } from "@shared/parts/field";
import { Notice } from "@shared/parts/notices";
import { addressOf, go, Link, route } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import type { Desk } from "../desk";
import { Grid, type GridColumn, type Sorting } from "../parts/grid";
import { VOLUNTEER_STANDINGS, volunteersWith } from "../roster/filters";
import type { Volunteer } from "../roster/store";
import { say } from "../words";
import { choose, Choice } from "./household_filters";
import "./tables.css";

/** All volunteers of the ward, with how many households each has. */
export function VolunteersView({ desk: { roster } }: { desk: Desk }) {
  const sorting = useSignal<Sorting>({ key: "name", isDown: false });
  const q = route.value.query.get("q") ?? "";
  const standing = route.value.query.get("standing") ?? "";
  const rows = useComputed(() => {
    const { query } = route.value;
    return volunteersWith(roster.volunteers.value.values(), query.get("q") ?? "", query.get("standing") ?? "");
  }).value;
  const columns = useComputed(columnsOf).value;
  const isLoaded = roster.volunteers.value.size > 0 || roster.isWhole.value;
  return (
    <>
      <div class="view-head">
        <h1 tabIndex={-1}>{say("volunteers")}</h1>
        <Link to="volunteers/new" class="button primary">
          {say("enroll-volunteer")}
        </Link>
      </div>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Field label={say("search")}>
          <input type="search" value={q} placeholder={say("volunteer-search")} onInput={(event) => choose("q", event.currentTarget.value)} />
        </Field>
        <Field label={say("standing")}>
          <Choice name="standing" value={standing} options={VOLUNTEER_STANDINGS.map((one) => [one, say(`v-${one || "all"}`)])} />
        </Field>
      </form>
      <p class="row small soft" role="status">
        <span>{say("rows-shown", { n: rows.length })}</span>
        <span class="wide-only">{say("grid-keys")}</span>
      </p>
      {rows.length === 0 && (isLoaded ? <Notice>{say("nothing-found")}</Notice> : <Skeleton lines={12} />)}
      {rows.length > 0 && (
        <Grid
          caption={say("volunteers")}
          columns={columns}
          rows={rows}
          keyOf={(one) => one.id}
          nameOf={(one) => one.name ?? ""}
          sorting={sorting}
          onOpen={(one) => go(addressOf(`volunteers/${one.id}`))}
        />
      )}
    </>
  );
}

function columnsOf(): readonly GridColumn<Volunteer>[] {
  return [
    { key: "name", title: say("name"), width: "minmax(0, 2fr)", cell: (one) => <Name volunteer={one} />, sortBy: (one) => one.name ?? "" },
    { key: "kind", title: say("kind"), width: "minmax(8rem, 1fr)", cell: (one) => say(`kind-${one.kind}`), sortBy: (one) => say(`kind-${one.kind}`), isWide: true },
    { key: "village", title: say("village-short"), width: "minmax(8rem, 1fr)", cell: (one) => one.village_name ?? "", sortBy: (one) => one.village_name ?? "", isWide: true },
    { key: "phone", title: say("phone"), width: "minmax(8rem, 1fr)", cell: (one) => one.phone ?? "", sortBy: (one) => one.phone ?? "", isWide: true },
    { key: "caseload", title: say("caseload"), width: "minmax(6.5rem, 0.7fr)", cell: (one) => `${one.caseload} / ${one.capacity}`, sortBy: (one) => one.caseload, isNumber: true },
    { key: "free", title: say("free"), width: "minmax(6rem, 0.7fr)", cell: (one) => one.free_places, sortBy: (one) => one.free_places, isNumber: true, isWide: true },
  ];
}

function Name({ volunteer }: { volunteer: Volunteer }) {
  return (
    <>
      {volunteer.name ?? "–"}
      {volunteer.minor && <span class="soft small">{` · ${say("minor")}`}</span>}
    </>
  );
}
