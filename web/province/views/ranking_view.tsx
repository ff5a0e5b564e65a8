import { Link, route } from "@shared/parts/route";
import { type ShareName, type WardRow, wardShare } from "@shared/figures/indicators";
import type { Shown } from "../figures/store";
import { countText, shareText } from "@shared/figures/texts";
import { say } from "../words";
import { ShareChoice, chosenShare } from "./share_choice";
import { UnitTable } from "./unit_table";
import "./ranking_view.css";

/** Wards and communes, each ranked among their own by the chosen share. */
export function RankingView({ shown }: { shown: Shown }) {
  const share = chosenShare(route.value.query);
  return (
    <div class="stack">
      <h1 tabIndex={-1}>{`${say("ranking")}: ${say(share)}`}</h1>
      <ShareChoice />
      <p class="soft small">{say("ranked-from")}</p>
      <div class="rankings">
        <Ranked title={say("ward")} rows={shown.wards.filter((row) => row.kind === "ward")} share={share} />
        <Ranked title={say("commune")} rows={shown.wards.filter((row) => row.kind !== "ward")} share={share} />
      </div>
      <details>
        <summary>{say("as-table")}</summary>
        <UnitTable rows={shown.wards} share={share} />
      </details>
    </div>
  );
}

function Ranked({ title, rows, share }: { title: string; rows: readonly WardRow[]; share: ShareName }) {
  const ranked = rows.filter((row) => row.ranks[share] !== undefined).sort((a, b) => rank(a, share) - rank(b, share));
  return (
    <section class="stack">
      <h2>{title}</h2>
      {ranked.length === 0 && <p class="soft">{say("ranked-from")}</p>}
      <ol class="stack">
        {ranked.map((row) => (
          <li key={row.ward} class="ranked">
            <span class="figure soft">{countText(row.ranks[share])}</span>
            <Link to={`units/${row.ward}`} query={Object.fromEntries(route.value.query)}>
              {row.name}
            </Link>
            <meter min={0} max={1} value={wardShare(row, share) ?? 0} aria-hidden="true" />
            <span class="figure">
              <strong>{shareText(wardShare(row, share))}</strong>{" "}
              <small class="soft">{say("n-of", { n: countText(row.shares[share]?.n), of: countText(row.shares[share]?.of) })}</small>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function rank(row: WardRow, share: ShareName): number {
  return row.ranks[share] ?? Number.POSITIVE_INFINITY;
}
