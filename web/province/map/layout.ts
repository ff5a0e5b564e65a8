/** Where the marks of the units lie: at their centres as far as that goes, moved apart until none covers another. */

export interface Placed {
  readonly code: string;
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

export interface Centre {
  readonly code: string;
  readonly lat: number;
  readonly lon: number;
}

/** Units that lie so far out that they have a place of their own, the inset: the special zone of Hoàng Sa. */
export const INSET: ReadonlySet<string> = new Set(["20333"]);

const GAP = 2;
const ROUNDS = 400;
/** Share of the way back to its centre that a mark goes in each round. */
const PULL = 0.04;

/** Positions within `width` × `height`; `radius` gives each mark's size. Deterministic: the same map every time. */
export function layout(
  centres: readonly Centre[],
  radius: (code: string) => number,
  { width, height }: { width: number; height: number },
): readonly Placed[] {
  const homes = projected(centres, radius, width, height);
  const marks = homes.map((home) => ({ ...home }));
  for (let round = 0; round < ROUNDS; round += 1) {
    const pull = PULL * (1 - round / ROUNDS);
    marks.forEach((mark, at) => {
      mark.x += ((homes[at]?.x ?? mark.x) - mark.x) * pull;
      mark.y += ((homes[at]?.y ?? mark.y) - mark.y) * pull;
    });
    if (!separate(marks) && pull === 0) break;
    marks.forEach((mark) => keepInside(mark, width, height));
  }
  for (let round = 0; round < ROUNDS && separate(marks); round += 1) marks.forEach((mark) => keepInside(mark, width, height));
  return marks;
}

interface Mark {
  readonly code: string;
  x: number;
  y: number;
  readonly r: number;
}

/** Equirectangular, true at the middle latitude: within a province no eye sees a difference. */
function projected(centres: readonly Centre[], radius: (code: string) => number, width: number, height: number): Mark[] {
  const lats = centres.map((one) => one.lat);
  const lons = centres.map((one) => one.lon);
  const squeeze = Math.cos(((Math.min(...lats) + Math.max(...lats)) / 2) * (Math.PI / 180));
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const margin = Math.max(...centres.map((one) => radius(one.code))) + GAP;
  const scale = Math.min((width - 2 * margin) / ((east - west) * squeeze || 1), (height - 2 * margin) / (north - south || 1));
  const left = (width - (east - west) * squeeze * scale) / 2;
  const top = (height - (north - south) * scale) / 2;
  return centres.map((one) => ({
    code: one.code,
    x: left + (one.lon - west) * squeeze * scale,
    y: top + (north - one.lat) * scale,
    r: radius(one.code),
  }));
}

/** Move every two that touch apart, each by half; whether any touched. */
function separate(marks: readonly Mark[]): boolean {
  let touched = false;
  marks.forEach((a, at) => {
    for (const b of marks.slice(at + 1)) {
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const apart = Math.hypot(dx, dy);
      const missing = a.r + b.r + GAP - apart;
      if (missing <= 1e-6) continue;
      touched = true;
      // Two at one place part along a direction of their own, so that no pair is stuck.
      const angle = apart > 0 ? Math.atan2(dy, dx) : at;
      const step = missing / 2 + 1e-3;
      a.x -= Math.cos(angle) * step;
      a.y -= Math.sin(angle) * step;
      b.x += Math.cos(angle) * step;
      b.y += Math.sin(angle) * step;
    }
  });
  return touched;
}

function keepInside(mark: Mark, width: number, height: number): void {
  mark.x = Math.min(width - mark.r, Math.max(mark.r, mark.x));
  mark.y = Math.min(height - mark.r, Math.max(mark.r, mark.y));
}
