import { Link, route } from "@shared/parts/route";
import { type ShareName, type WardRow, wardShare } from "@shared/figures/indicators";
import { countText, shareText } from "@shared/figures/texts";
import { DataTable } from "@shared/figures/data_table";
import { say } from "../words";

const KINDS = { ward: "ward", commune: "commune", "special zone": "zone" } as const;

/** All units with one share, as of the same moment as the map. */
export function UnitTable({ rows, share }: { rows: readonly WardRow[]; share: ShareName }) {
  const query = Object.fromEntries(route.value.query);
  return (
    <DataTable
      caption={say("map-of", { indicator: say(share) })}
      file={`units-${share}`}
      rows={rows}
      keyOf={(row) => row.ward}
      columns={[
        {
          title: say("unit"),
          cell: (row) => row.name,
          text: (row) => (
            <Link to={`units/${row.ward}`} query={query}>
              {row.name}
            </Link>
          ),
        },
        { title: say("kind"), cell: (row) => say(KINDS[row.kind as keyof typeof KINDS]) },
        { title: say("rank"), cell: (row) => row.ranks[share], text: (row) => countText(row.ranks[share]), isNumber: true },
        { title: say("share"), cell: (row) => wardShare(row, share), text: (row) => shareText(wardShare(row, share)), isNumber: true },
        { title: "n", cell: (row) => row.shares[share]?.n, text: (row) => countText(row.shares[share]?.n), isNumber: true },
        { title: "N", cell: (row) => row.shares[share]?.of, text: (row) => countText(row.shares[share]?.of), isNumber: true },
        { title: say("registered"), cell: (row) => row.households.registered, text: (row) => countText(row.households.registered), isNumber: true },
        { title: say("visits"), cell: (row) => row.visits, text: (row) => countText(row.visits), isNumber: true },
      ]}
    />
  );
}
