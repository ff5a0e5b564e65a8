import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { dataOf } from "@shared/api/client";
import { follow } from "@shared/api/live";
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

/** Changes that come close together are loaded once. */
const BREATH_MS = 300;

type VillageRow = components["schemas"]["VillageRow"];

/** The ward's figures: the same numbers, by the same definitions, as the city sees of it. */
export function FiguresView({ desk }: { desk: Desk }) {
  const { query } = route.value;
  const period = useMemo(() => periodIn(query, Date.now()), [query]);
  const { round, isLive } = useLive(desk);
  const { data, failure } = useLoaded(JSON.stringify([asked(period), round]), () => load(desk, asked(period)));
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
          <AsOfStrip asOf={shown.figures.as_of} isLive={isLive} />
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

/** How often the ward's figures have changed since the view was opened, and whether that is still heard. */
function useLive(desk: Desk): { readonly round: number; readonly isLive: boolean } {
  const round = useSignal(0);
  const isLive = useSignal(true);
  useEffect(() => {
    const ended = new AbortController();
    let breath: ReturnType<typeof setTimeout> | undefined;
    void follow("/api/reporting/v1/live", desk.bearer, {
      signal: ended.signal,
      onLost: () => (isLive.value = false),
      onEvent: ({ event, data }) => {
        isLive.value = true;
        if (event === "ready" || (event === "wards" && !data.includes(desk.ward))) return;
        clearTimeout(breath);
        breath = setTimeout(() => (round.value += 1), BREATH_MS);
      },
    });
    return () => {
      clearTimeout(breath);
      ended.abort();
    };
  }, [desk, round, isLive]);
  return { round: round.value, isLive: isLive.value };
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
