import { describe, expect, it } from "vitest";
import { candidates, moveOf } from "./moves";
import type { Household, Volunteer } from "./store";

const volunteer = (id: string, caseload: number, more: Partial<Volunteer> = {}): Volunteer =>
  ({ id, name: id, state: "enrolled", capacity: 20, caseload, free_places: 20 - caseload, village: null, ...more }) as Volunteer;
const household = (id: string, volunteer_id: string | null, more: Partial<Household> = {}): Household =>
  ({ id, state: "listed", volunteer_id, no_contact: false, ...more }) as Household;

const an = volunteer("An", 19);
const binh = volunteer("Bình", 20);
const all = new Map([an, binh].map((one) => [one.id, one]));

describe("a hand-over", () => {
  it("shows both caseloads before and after", () => {
    const move = moveOf([household("1", "Bình"), household("2", null)], an, all);
    expect(move.receiver).toMatchObject({ now: 19, then: 21 });
    expect(move.givers).toEqual([{ volunteer: binh, now: 20, then: 19 }]);
    expect(move.tooMany).toBe(1);
  });

  it("leaves alone what is theirs already, wants no contact, or is off the list", () => {
    const stay = [household("1", "An"), household("2", null, { no_contact: true }), household("3", null, { state: "removed" })];
    const move = moveOf([...stay, household("4", null)], an, all);
    expect(move.moving.map((one) => one.id)).toEqual(["4"]);
    expect(move.staying).toEqual(stay);
    expect(move.tooMany).toBe(0);
  });
});

describe("who could take a household", () => {
  it("are those of its village first, then by free places; nobody who left", () => {
    const near = volunteer("Gần", 20, { village: "ta-lang" });
    const left = volunteer("Đã nghỉ", 0, { state: "retired" });
    const free = volunteer("Rảnh", 3);
    expect(candidates([binh, left, free, near, an], "ta-lang").map((one) => one.id)).toEqual(["Gần", "Rảnh", "An", "Bình"]);
  });
});
