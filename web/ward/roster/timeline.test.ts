import { describe, expect, it } from "vitest";
import { type DoorDossier, type RosterDossier, timeline } from "./timeline";

const roster = {
  household: {
    registered_on: "2026-11-01",
    assignments: [
      { volunteer_id: "an", from_day: "2026-11-02", until_day: "2026-11-10", reason: null, end_reason: "nghỉ" },
      { volunteer_id: "binh", from_day: "2026-11-10", until_day: null, reason: null, end_reason: null },
    ],
    removed_on: null,
  },
} as unknown as RosterDossier;
const visit = { visit_id: "v", occurred_at: "2026-11-05T03:00:00Z" };
const door = {
  visits: [visit],
  consents: [{ visit_id: "v", occurred_at: visit.occurred_at }, { visit_id: null, occurred_at: "2026-11-07T03:00:00Z" }],
  cases: [
    {
      steps: [
        { event: "ProcedureSubmitted", record: "v", occurred_at: visit.occurred_at },
        { event: "ProcedureCompleted", record: "desk", occurred_at: "2026-11-12T03:00:00Z" },
      ],
    },
  ],
  follow_ups: [],
  requests: [{ occurred_at: "2026-11-06T03:00:00Z", answers: [{ occurred_at: "2026-11-08T03:00:00Z" }] }],
} as unknown as DoorDossier;

describe("a household's timeline", () => {
  it("is one story of both services, newest first, and tells nothing twice", () => {
    expect(timeline(roster, door).map((one) => one.kind)).toEqual([
      "step",
      "ended",
      "assigned",
      "answer",
      "consent",
      "request",
      "visit",
      "assigned",
      "registered",
    ]);
  });

  it("is told by the roster alone where nothing happened at the door yet", () => {
    expect(timeline(roster, undefined)).toHaveLength(4);
  });
});
