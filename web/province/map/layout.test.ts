import { describe, expect, it } from "vitest";
import reference from "../../../shared/reference/wards.json";
import { INSET, layout } from "./layout";

const SIZE = { width: 900, height: 720 };
const centres = reference.units.filter((unit) => !INSET.has(unit.code));
const radius = (code: string) => 12 + (Number(code) % 7) * 3;

describe("the map's marks", () => {
  const marks = layout(centres, radius, SIZE);

  it("cover nobody", () => {
    const covered = marks.flatMap((a, at) =>
      marks.slice(at + 1).filter((b) => Math.hypot(b.x - a.x, b.y - a.y) < a.r + b.r).map((b) => [a.code, b.code]),
    );
    expect(covered).toEqual([]);
  });

  it("lie inside, all of them, the same every time", () => {
    expect(marks).toHaveLength(93);
    expect(marks.every(({ x, y, r }) => x >= r && y >= r && x <= SIZE.width - r && y <= SIZE.height - r)).toBe(true);
    expect(layout(centres, radius, SIZE)).toEqual(marks);
  });

  it("keep where things are: north stays north and the mountains west for units far apart", () => {
    const at = new Map(marks.map((mark) => [mark.code, mark]));
    let wrong = 0;
    for (const a of centres) {
      for (const b of centres) {
        const [p, q] = [at.get(a.code), at.get(b.code)];
        if (p && q && a.lat - b.lat > 0.25 && p.y > q.y) wrong += 1;
        if (p && q && a.lon - b.lon > 0.25 && p.x < q.x) wrong += 1;
      }
    }
    expect(wrong).toBe(0);
  });
});
