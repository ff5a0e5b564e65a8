import { describe, expect, it } from "vitest";
import { before, inAddress, named, periodIn, type Period } from "./periods";

const days = (period: Period | undefined) => [period?.from, period?.to];

describe("periods", () => {
  it("are those of the calendar", () => {
    expect(days(named("month", "2026-02-10"))).toEqual(["2026-02-01", "2026-02-28"]);
    expect(days(named("quarter", "2026-05-31"))).toEqual(["2026-04-01", "2026-06-30"]);
    expect(days(named("year", "2026-05-31"))).toEqual(["2026-01-01", "2026-12-31"]);
  });

  it("are reported from the 15th of the month before to the 14th, over the end of a year too", () => {
    expect(days(named("reporting", "2026-11-14"))).toEqual(["2026-10-15", "2026-11-14"]);
    expect(days(named("reporting", "2026-11-15"))).toEqual(["2026-11-15", "2026-12-14"]);
    expect(days(named("reporting", "2026-12-20"))).toEqual(["2026-12-15", "2027-01-14"]);
    expect(days(named("reporting", "2026-01-03"))).toEqual(["2025-12-15", "2026-01-14"]);
  });

  it("have one before them", () => {
    expect(days(before(named("month", "2026-03-10")))).toEqual(["2026-02-01", "2026-02-28"]);
    expect(days(before(named("reporting", "2026-01-03")))).toEqual(["2025-11-15", "2025-12-14"]);
    expect(days(before({ name: "free", from: "2026-03-10", to: "2026-03-12" }))).toEqual(["2026-03-07", "2026-03-09"]);
    expect(before({ name: "all" })).toBeUndefined();
  });

  it("stand in addresses, and what makes no sense there is everything", () => {
    const now = Date.parse("2026-11-24T08:00:00+07:00");
    const free: Period = { name: "free", from: "2026-03-10", to: "2026-03-12" };
    expect(periodIn(new URLSearchParams(inAddress(free)), now)).toEqual(free);
    expect(periodIn(new URLSearchParams(inAddress(named("month", "2026-11-24"))), now).from).toBe("2026-11-01");
    for (const query of ["period=free&from=2026-03-12&to=2026-03-10", "period=never", "period=free&from=x&to=y", ""]) {
      expect(periodIn(new URLSearchParams(query), now)).toEqual({ name: "all" });
    }
  });
});
