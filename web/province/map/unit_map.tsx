import { useMemo } from "preact/hooks";
import reference from "../../../shared/reference/wards.json";
import { type ShareName, step, type WardRow, wardShare } from "@shared/figures/indicators";
import { countText, shareText } from "@shared/figures/texts";
import { say } from "../words";
import { INSET, layout, type Placed } from "./layout";
import { addressOf, go } from "@shared/parts/route";
import "./unit_map.css";

const SIZE = { width: 900, height: 720 };
const [SMALLEST, LARGEST] = [11, 34];
/** A mark from here on carries its unit's name. */
const NAMED_FROM = 21;
const INSET_AT = { x: SIZE.width - 70, y: 70 };

interface UnitMapProps {
  readonly wards: readonly WardRow[];
  readonly share: ShareName;
  readonly query: Readonly<Record<string, string>>;
}

/** The units as circles at their centres: size by registered households, darkness by the share. */
export function UnitMap({ wards, share, query }: UnitMapProps) {
  const rows = useMemo(() => new Map(wards.map((row) => [row.ward, row])), [wards]);
  const sizes = wards.map((row) => `${row.ward}:${radiusOf(row)}`).join();
  // Laid out again only when a size changes: a new share must not move anything.
  const marks = useMemo(() => placed(sizes), [sizes]);
  return (
    <svg class="unit-map" viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="group" aria-label={say("map-of", { indicator: say(share) })}>
      <rect class="inset" x={INSET_AT.x - 62} y={INSET_AT.y - 56} width="124" height="112" rx="10" />
      {marks.map((mark) => {
        const row = rows.get(mark.code);
        return row && <UnitMark key={mark.code} mark={mark} row={row} share={share} query={query} />;
      })}
    </svg>
  );
}

function UnitMark({ mark, row, share, query }: { mark: Placed; row: WardRow; share: ShareName; query: Readonly<Record<string, string>> }) {
  const value = wardShare(row, share);
  const label = `${row.name}: ${row.started ? shareText(value) : say("not-started")}`;
  const tone = !row.started || value === undefined ? "none" : `step-${step(value)}`;
  const address = addressOf(`units/${row.ward}`, query);
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(address);
  };
  return (
    <a href={address} onClick={follow} aria-label={label} class={`unit ${tone}`}>
      <title>{`${label} · ${countText(row.households.registered)} ${say("registered").toLowerCase()}`}</title>
      <circle cx={mark.x} cy={mark.y} r={mark.r} />
      {mark.r >= NAMED_FROM && (
        <text x={mark.x} y={mark.y} class="figure">
          {shareText(value)}
        </text>
      )}
      {INSET.has(row.ward) && (
        <text x={mark.x} y={mark.y + mark.r + 16} class="below">
          {row.name}
        </text>
      )}
    </a>
  );
}

/** Marks for sizes written as `code:radius,…`. */
function placed(sizes: string): readonly Placed[] {
  const radii = new Map(sizes.split(",").map((size) => [size.split(":")[0], Number(size.split(":")[1])]));
  const units = reference.units.filter((unit) => radii.has(unit.code));
  const radius = (code: string) => radii.get(code) ?? SMALLEST;
  const inset = units.filter((unit) => INSET.has(unit.code)).map(({ code }) => ({ code, ...INSET_AT, r: radius(code) }));
  return [...layout(units.filter((unit) => !INSET.has(unit.code)), radius, SIZE), ...inset];
}

/** Areas of circles grow with households: 5,170 of a full unit make the largest. Whole pixels, so that little moves. */
function radiusOf({ households: { registered } }: WardRow): number {
  return Math.round(SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(Math.min(1, registered / 5_170)));
}
