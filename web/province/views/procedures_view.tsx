import { dataOf, type Services } from "@shared/api/client";
import type { components } from "@shared/api/generated/reporting";
import { language } from "@shared/i18n/language";
import { Failure, Notice } from "@shared/parts/notices";
import { Skeleton } from "@shared/parts/skeleton";
import { useLoaded } from "@shared/api/load";
import { asked } from "@shared/figures/periods";
import type { Shown } from "../figures/store";
import { countText, medianText } from "@shared/figures/texts";
import { DataTable } from "@shared/figures/data_table";
import { say } from "../words";

type ProcedureRow = components["schemas"]["ProcedureRow"];

/** Cases by procedure in the period, the most used first. */
export function ProceduresView({ services, shown, ward }: { services: Services; shown: Shown; ward?: string | undefined }) {
  const query = { ...asked(shown.period), ...(ward && { ward }) };
  const key = JSON.stringify([query, shown.figures.as_of.visits.events]);
  const loaded = useLoaded(key, () => dataOf(services.reporting.GET("/api/reporting/v1/procedures", { params: { query } })));
  const rows = loaded.data.value?.items;
  return (
    <div class="stack">
      {!ward && <h1 tabIndex={-1}>{say("procedures")}</h1>}
      {loaded.failure.value !== undefined && <Failure failure={loaded.failure.value} />}
      {rows === undefined && <Skeleton lines={8} />}
      {rows?.length === 0 && <Notice>{say("nothing-here")}</Notice>}
      {rows && rows.length > 0 && <Table rows={[...rows].sort((a, b) => b.submitted - a.submitted)} />}
    </div>
  );
}

function Table({ rows }: { rows: readonly ProcedureRow[] }) {
  const number = (title: string, of: (row: ProcedureRow) => number) => ({ title, cell: of, text: (row: ProcedureRow) => countText(of(row)), isNumber: true });
  return (
    <DataTable
      caption={say("procedures")}
      file="procedures"
      rows={rows}
      keyOf={(row) => row.procedure}
      columns={[
        { title: say("procedure"), cell: (row) => row[language.value] },
        { title: say("kind"), cell: (row) => say(row.class) },
        number(say("submitted"), (row) => row.submitted),
        number(say("completed"), (row) => row.completed),
        number(say("on_the_spot"), (row) => row.on_the_spot),
        number(say("refused"), (row) => row.refused),
        number(say("withdrawn"), (row) => row.withdrawn),
        { title: say("days-result"), cell: (row) => row.days_to_result.median, text: (row) => medianText(row.days_to_result), isNumber: true },
      ]}
    />
  );
}
