/** Who would help how many after a hand-over, before it is done. */

import type { Household, Volunteer } from "./store";

export interface Caseload {
  readonly volunteer: Volunteer;
  readonly now: number;
  readonly then: number;
}

export interface Move {
  /** Of all that were chosen, those that would change hands. */
  readonly moving: readonly Household[];
  /** Those that are with the volunteer already, or want no contact: they stay as they are. */
  readonly staying: readonly Household[];
  readonly receiver: Caseload;
  readonly givers: readonly Caseload[];
  /** How many more than the receiver has places for. */
  readonly tooMany: number;
}

export function moveOf(chosen: readonly Household[], to: Volunteer, volunteers: ReadonlyMap<string, Volunteer>): Move {
  const moves = (one: Household) => one.state === "listed" && !one.no_contact && one.volunteer_id !== to.id;
  const moving = chosen.filter(moves);
  const leaving = new Map<string, number>();
  for (const { volunteer_id: from } of moving) {
    if (from !== null) leaving.set(from, (leaving.get(from) ?? 0) + 1);
  }
  const then = to.caseload + moving.length;
  return {
    moving,
    staying: chosen.filter((one) => !moves(one)),
    receiver: { volunteer: to, now: to.caseload, then },
    givers: [...leaving].flatMap(([id, count]) => {
      const volunteer = volunteers.get(id);
      return volunteer === undefined ? [] : [{ volunteer, now: volunteer.caseload, then: volunteer.caseload - count }];
    }),
    tooMany: Math.max(0, then - to.capacity),
  };
}

/** Who could take households, with the most free places among those of the same village first. */
export function candidates(volunteers: readonly Volunteer[], village: string | null): readonly Volunteer[] {
  const near = (one: Volunteer) => (village !== null && one.village === village ? 1 : 0);
  return volunteers
    .filter((one) => one.state === "enrolled")
    .toSorted((a, b) => near(b) - near(a) || b.free_places - a.free_places || (a.name ?? "").localeCompare(b.name ?? "", "vi"));
}
