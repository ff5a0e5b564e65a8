import { describe, expect, it } from "vitest";
import { filtered, householdFilter, plain, volunteersWith } from "./filters";
import type { Household, Volunteer } from "./store";

const base = { state: "listed", volunteer_id: null, no_contact: false, village: "ta-lang", priority: [], signal: "good" };
const household = (id: string, more: object): Household => ({ id, ...base, ...more }) as unknown as Household;
const households = [
  household("1", { code: "M1", head_name: "Nguyễn Thị Đào", signal: "none" }),
  household("2", { code: "M2", head_name: "Trần Văn Hùng", volunteer_id: "v", priority: ["poor"] }),
  household("3", { code: "M3", head_name: "Lê Hoa", no_contact: true, village: "gian-bi" }),
  household("4", { code: "M4", state: "removed" }),
];
const ids = (query: string) => filtered(households, householdFilter(new URLSearchParams(query))).map((one) => one.id);

describe("households", () => {
  it("are found without case and marks, by name or code", () => {
    expect(plain("  ĐÀO   Hồng ")).toBe("dao hong");
    expect(ids("q=dao")).toEqual(["1"]);
    expect(ids("q=m2")).toEqual(["2"]);
  });

  it("are told apart by where they stand; one without contact waits for nobody", () => {
    expect(ids("")).toEqual(["1", "2", "3"]);
    expect(ids("standing=unassigned")).toEqual(["1"]);
    expect(ids("standing=assigned")).toEqual(["2"]);
    expect(ids("standing=no-contact")).toEqual(["3"]);
    expect(ids("standing=removed")).toEqual(["4"]);
  });

  it("are filtered by village, volunteer and group, no signal among the groups", () => {
    expect(ids("village=gian-bi")).toEqual(["3"]);
    expect(ids("volunteer=v")).toEqual(["2"]);
    expect(ids("priority=poor")).toEqual(["2"]);
    expect(ids("priority=no-signal")).toEqual(["1"]);
  });
});

describe("volunteers", () => {
  const volunteer = (id: string, more: object): Volunteer => ({ id, name: id, phone: null, state: "enrolled", free_places: 2, caseload: 18, minor: false, ...more }) as unknown as Volunteer;
  const all = [volunteer("An", {}), volunteer("Bình", { free_places: 0, caseload: 20, minor: true }), volunteer("Chi", { state: "retired", caseload: 0 })];
  const found = (q: string, standing: string) => volunteersWith(all, q, standing).map((one) => one.id);

  it("are found by name and by how many places they have", () => {
    expect(found("", "")).toEqual(["An", "Bình"]);
    expect(found("binh", "")).toEqual(["Bình"]);
    expect(found("", "free")).toEqual(["An"]);
    expect(found("", "full")).toEqual(["Bình"]);
    expect(found("", "minor")).toEqual(["Bình"]);
    expect(found("", "retired")).toEqual(["Chi"]);
  });
});
