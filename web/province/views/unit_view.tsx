import { dataOf, type Services } from "@shared/api/client";
import type { components } from "@shared/api/generated/reporting";
import { Failure, Notice } from "@shared/parts/notices";
import { Link, route } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import { useLoaded } from "@shared/api/load";
import { asked } from "@shared/figures/periods";
import { shareOf } from "@shared/figures/indicators";
import type { Shown } from "../figures/store";
import { countText, shareText } from "@shared/figures/texts";
import { DataTable } from "@shared/figures/data_table";
import { say } from "../words";
import { AsOfStrip } from "@shared/figures/as_of_strip";
import { Flows, Stocks, Waits } from "@shared/figures/sections";
import { Priority } from "@shared/figures/priority";
import { ProceduresView } from "./procedures_view";
import { TrendView } from "./trend_view";

type VillageRow = components["schemas"]["VillageRow"];

/** One unit: the same figures as the city's, its villages, and its volunteers as a distribution. */
export function UnitView({ services, shown, ward }: { services: Services; shown: Shown; ward: string }) {
  const row = shown.wards.find((one) => one.ward === ward);
  const key = JSON.stringify([ward, asked(shown.period), row?.as_of.time, row?.visits, row?.households.registered]);
  const { data, failure } = useLoaded(key, () => loadUnit(services, shown, ward));
  const unit = data.value;
  return (
    <div class="stack">
      <p class="no-print">
        <Link to="map" query={Object.fromEntries(route.value.query)}>
          {say("back-to-map")}
        </Link>
      </p>
      <h1 tabIndex={-1}>{row?.name ?? ward}</h1>
      {failure.value !== undefined && <Failure failure={failure.value} />}
      {unit === undefined ? (
        <Skeleton lines={12} />
      ) : (
        <>
          <AsOfStrip asOf={unit.figures.as_of} isLive />
          <Stocks figures={unit.figures} />
          <Flows figures={unit.figures} />
          <Waits figures={unit.figures} />
          <Villages rows={unit.villages.items} />
          <Volunteers byVisits={unit.volunteers.by_visits} />
          <Priority figures={unit.figures} />
          <h2>{say("trend")}</h2>
          <TrendView services={services} shown={shown} ward={ward} />
          <h2>{say("procedures")}</h2>
          <ProceduresView services={services} shown={shown} ward={ward} />
        </>
      )}
    </div>
  );
}

async function loadUnit(services: Services, shown: Shown, ward: string) {
  const { reporting } = services;
  const path = { ward };
  const query = asked(shown.period);
  const [figures, villages, volunteers] = await Promise.all([
    dataOf(reporting.GET("/api/reporting/v1/wards/{ward}", { params: { path, query } })),
    dataOf(reporting.GET("/api/reporting/v1/wards/{ward}/villages", { params: { path } })),
    dataOf(reporting.GET("/api/reporting/v1/wards/{ward}/volunteers", { params: { path, query } })),
  ]);
  return { figures, villages, volunteers };
}

function Villages({ rows }: { rows: readonly VillageRow[] }) {
  const withheld = (count: number | null) => (count === null ? say("small-number") : countText(count));
  const shared = (row: VillageRow, part: number | null) =>
    part === null ? say("small-number") : `${shareText(shareOf(part, row.registered))} · ${countText(part)}`;
  return (
    <section class="stack">
      <h2>{say("villages")}</h2>
      {rows.length === 0 ? (
        <Notice>{say("no-villages")}</Notice>
      ) : (
        <DataTable
          caption={say("villages")}
          file="villages"
          rows={rows}
          keyOf={(row) => row.village}
          columns={[
            { title: say("villages"), cell: (row) => row.name },
            { title: say("registered"), cell: (row) => row.registered, text: (row) => withheld(row.registered), isNumber: true },
            { title: say("assigned"), cell: (row) => row.assigned, text: (row) => shared(row, row.assigned), isNumber: true },
            { title: say("visited"), cell: (row) => row.visited, text: (row) => shared(row, row.visited), isNumber: true },
            { title: say("helped"), cell: (row) => row.helped, text: (row) => shared(row, row.helped), isNumber: true },
            { title: say("self_reliant"), cell: (row) => row.self_reliant, text: (row) => shared(row, row.self_reliant), isNumber: true },
          ]}
        />
      )}
    </section>
  );
}

const CLASSES = ["0", "1-4", "5-19", "20+"] as const;

function Volunteers({ byVisits }: { byVisits: Readonly<Record<string, number>> }) {
  const total = CLASSES.reduce((sum, one) => sum + (byVisits[one] ?? 0), 0);
  return (
    <section class="stack">
      <h2>{say("by-visits")}</h2>
      <ul class="stack">
        {CLASSES.map((one) => (
          <li key={one} class="ranked">
            <span class="figure">{countText(byVisits[one] ?? 0)}</span>
            <span>{say(`visits-${one}`)}</span>
            <meter min={0} max={1} value={shareOf(byVisits[one], total) ?? 0} aria-hidden="true" />
            <span class="figure soft">{shareText(shareOf(byVisits[one], total))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
