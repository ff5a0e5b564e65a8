import { expect, it } from "vitest";
import { atDesk, atDoor } from "./instants";

const NOW = Date.parse("2026-11-24T02:30:00Z");

it("takes today as now and an earlier day as its noon in Da Nang", () => {
  expect(atDesk("2026-11-24", NOW)).toBe("2026-11-24T02:30:00.000Z");
  expect(atDesk("2026-11-20", NOW)).toBe("2026-11-20T12:00:00+07:00");
  expect(atDoor("2026-11-20T08:15")).toBe("2026-11-20T08:15:00+07:00");
});
