import { describe, expect, it } from "vitest";
import { catalogue, fill } from "./catalogue";
import { dayAfter, dayOf, daysBetween, dayText } from "./days";

const words = catalogue({
  people: { vi: "{n} người", en: { one: "{n} person", other: "{n} people" } },
  place: { vi: "ở {where}", en: "in {where}" },
});

describe("sentences", () => {
  it("follow the number in languages that have a plural", () => {
    expect(fill(words.people.en, "en", { n: 1 })).toBe("1 person");
    expect(fill(words.people.en, "en", { n: 1234 })).toBe("1,234 people");
    expect(fill(words.people.vi, "vi", { n: 1234 })).toBe("1.234 người");
  });

  it("leave what is not given to be seen", () => {
    expect(fill(words.place.vi, "vi", {})).toBe("ở {where}");
    expect(fill(words.place.vi, "vi", { where: "Tà Lang" })).toBe("ở Tà Lang");
  });
});

describe("days", () => {
  it("are those of Da Nang", () => {
    expect(dayOf(new Date("2026-03-01T16:59:59Z"))).toBe("2026-03-01");
    expect(dayOf(new Date("2026-03-01T17:00:00Z"))).toBe("2026-03-02");
  });

  it("are counted over the end of a month", () => {
    expect(daysBetween("2026-02-27", "2026-03-02")).toBe(3);
    expect(dayAfter("2026-12-31", 1)).toBe("2027-01-01");
  });

  it("are written as people write them", () => {
    expect(dayText("2026-03-02", "en")).toBe("2 Mar 2026");
    expect(dayText("2026-03-02", "vi")).toContain("2");
  });
});
