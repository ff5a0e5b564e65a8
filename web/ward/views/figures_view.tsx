import { useMemo } from "preact/hooks";
import { dataOf } from "@shared/api/client";
import { useLoaded } from "@shared/api/load";
import type { components } from "@shared/api/generated/reporting";
import { AsOfStrip } from "@shared/figures/as_of_strip";
import { DataTable } from "@shared/figures/data_table";
import { shareOf } from "@shared/figures/indicators";
import { PeriodChoice } from "@shared/figures/period_choice";
import { asked, periodIn } from "@shared/figures/periods";
import { Priority } from "@shared/figures/priority";
import { Flows, Stocks, Waits } from "@shared/figures/sections";
import { countText, shareText } from "@shared/figures/texts";
import { say as sayFigure } from "@shared/figures/words";
import { Failure } from "@shared/parts/notices";
import { Link, route } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import type { Desk } from "../desk";
import { say } from "../words";

type VillageRow = components["schemas"]["VillageRow"];

/** The ward's figures: the same numbers, by the same definitions, as the city sees of it. */
export function FiguresView({ desk }: { desk: Desk }) {
  const { query } = route.value;
  const period = useMemo(() => periodIn(query, Date.now()), [query]);
  const { data, failure } = useLoaded(JSON.stringify(asked(period)), () => load(desk, asked(period)));
  const shown = data.value;
  return (
    <>
      <div class="view-head">
        <h1 tabIndex={-1}>{say("figures")}</h1>
        <p class="row no-print">
          <Link to="volunteers/phones" class="button">
            {say("phones")}
          </Link>
          <button type="button" onClick={() => print()}>
            {say("print")}
          </button>
        </p>
      </div>
      <PeriodChoice period={period} />
      {failure.value !== undefined && <Failure failure={failure.value} />}
      {shown === undefined ? (
        <Skeleton lines={16} />
      ) : (
        <>
          <AsOfStrip asOf={shown.figures.as_of} />
          <Stocks figures={shown.figures} />
          <Flows figures={shown.figures} />
          <Waits figures={shown.figures} />
          <Villages rows={shown.villages.items} />
          <Priority figures={shown.figures} />
        </>
      )}
    </>
  );
}

async function load({ services: { reporting }, ward }: Desk, query: { from?: string; to?: string }) {
  const path = { ward };
  const [figures, villages] = await Promise.all([
    dataOf(reporting.GET("/api/reporting/v1/wards/{ward}", { params: { path, query } })),
    dataOf(reporting.GET("/api/reporting/v1/wards/{ward}/villages", { params: { path } })),
  ]);
  return { figures, villages };
}

const PARTS = ["assigned", "visited", "helped", "self_reliant"] as const;

function Villages({ rows }: { rows: readonly VillageRow[] }) {
  const shared = (row: VillageRow, part: (typeof PARTS)[number]) => `${shareText(shareOf(row[part], row.registered))} · ${countText(row[part])}`;
  return (
    <section class="stack">
      <h2>{say("village")}</h2>
      <DataTable
        caption={say("village")}
        file="villages"
        rows={rows}
        keyOf={(row) => row.village}
        columns={[
          { title: say("village"), cell: (row) => row.name },
          { title: sayFigure("registered"), cell: (row) => row.registered, text: (row) => countText(row.registered), isNumber: true },
          ...PARTS.map((part) => ({ title: sayFigure(part), cell: (row: VillageRow) => row[part], text: (row: VillageRow) => shared(row, part), isNumber: true })),
        ]}
      />
    </section>
  );
}
