import { useMemo } from "preact/hooks";
import { dataOf, type Services } from "@shared/api/client";
import { dayAfter, dayOf } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Failure, Notice } from "@shared/parts/notices";
import { addressOf, go, route } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import { Chart } from "../charts/chart";
import { colours } from "../charts/colours";
import { overTime } from "../charts/options";
import { useLoaded } from "@shared/api/load";
import type { Shown } from "../figures/store";
import { countText } from "@shared/figures/texts";
import { DataTable } from "@shared/figures/data_table";
import { say } from "../words";
import type { components } from "@shared/api/generated/reporting";

type TrendRow = components["schemas"]["TrendRow"];

const DAYS = 60;
const DAYS_OF_MONTHS = 365;

/** What was done, day by day or month by month, of the city or of one unit. */
export function TrendView({ services, shown, ward }: { services: Services; shown: Shown; ward?: string | undefined }) {
  const { path, query } = route.value;
  const by = query.get("by") === "month" ? "month" : "day";
  const span = spanOf(shown, by);
  const key = JSON.stringify([by, span, ward, shown.figures.as_of.visits.events]);
  const loaded = useLoaded(key, () =>
    dataOf(services.reporting.GET("/api/reporting/v1/trend", { params: { query: { by, ...span, ...(ward && { ward }) } } })),
  );
  const rows = loaded.data.value?.items;
  return (
    <div class="stack">
      {!ward && <h1 tabIndex={-1}>{say("trend")}</h1>}
      <div class="row no-print" role="group" aria-label={say("trend")}>
        {(["day", "month"] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === by}
            class={one === by ? "primary" : ""}
            onClick={() => go(addressOf(path, { ...Object.fromEntries(query), by: one }), { replace: true })}
          >
            {say(`by-${one}`)}
          </button>
        ))}
      </div>
      {loaded.failure.value !== undefined && <Failure failure={loaded.failure.value} />}
      {rows === undefined ? <Skeleton lines={8} /> : <Drawn rows={rows} by={by} />}
    </div>
  );
}

function Drawn({ rows, by }: { rows: readonly TrendRow[]; by: "day" | "month" }) {
  const palette = colours.value;
  const spoken = language.value;
  const option = useMemo(() => {
    const bar = { name: say("visits"), values: rows.map((row) => row.visits), kind: "bar" } as const;
    const line = { name: say("completed"), values: rows.map((row) => row.completed), kind: "line" } as const;
    return overTime(rows.map((row) => row.period), [bar, line], palette);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the language changes what `say` says
  }, [rows, palette, spoken]);
  if (rows.every((row) => row.visits + row.submitted + row.completed === 0)) return <Notice>{say("nothing-here")}</Notice>;
  const number = (title: string, of: (row: TrendRow) => number) => ({ title, cell: of, text: (row: TrendRow) => countText(of(row)), isNumber: true });
  return (
    <>
      <Chart label={`${say("trend")}: ${say("visits")}, ${say("completed")}`} option={option} />
      <details>
        <summary>{say("as-table")}</summary>
        <DataTable
          caption={say("trend")}
          file={`trend-by-${by}`}
          rows={rows}
          keyOf={(row) => row.period}
          columns={[
            { title: say(by), cell: (row) => row.period },
            number(say("visits"), (row) => row.visits),
            number(say("people"), (row) => row.people_helped),
            number(say("submitted"), (row) => row.submitted),
            number(say("completed"), (row) => row.completed),
            number(say("refused"), (row) => row.refused),
            number(say("active"), (row) => row.active_volunteers),
            number(say("recorded-late"), (row) => row.recorded_late),
          ]}
        />
      </details>
    </>
  );
}

/** The chosen period, or the last weeks or months where none is chosen. */
function spanOf({ period }: Shown, by: "day" | "month"): { from: string; to: string } {
  const today = dayOf(Date.now());
  const to = period.to === undefined || period.to > today ? today : period.to;
  return { from: period.from ?? dayAfter(to, by === "day" ? -DAYS : -DAYS_OF_MONTHS), to };
}
