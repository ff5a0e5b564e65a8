/** What the server's lists mean for the households on this phone. */

import { type Entry, unaccepted } from "../outbox/entry";
import type { History, Household, KeptHousehold } from "./household";

export interface Told {
  /** The volunteer's list; undefined: as it was. */
  readonly list?: readonly Household[];
  /** What happened at their doors; undefined: as it was. One that is missing is "not here yet". */
  readonly histories?: readonly History[];
  /** Of every history that visits has, by household; one whose history is missing is as it was. */
  readonly etags?: Readonly<Record<string, string>>;
}

export interface Changes {
  readonly put: readonly KeptHousehold[];
  readonly remove: readonly string[];
}

/** The list of assignment alone says whose a household is. One that is no longer ours, or was registered here and became
 * someone else's, stays until everything recorded at its door is accepted. */
export function reconciled(kept: readonly KeptHousehold[], told: Told, entries: readonly Entry[]): Changes {
  const histories = new Map(told.histories?.map((one) => [one.id, one]));
  const known = new Map(kept.map((one) => [one.household.id, one]));
  const unsent = new Set(unaccepted(entries).map((entry) => entry.householdId));
  const list = told.list ?? kept.filter((one) => one.standing === "ours").map((one) => one.household);
  const listed = new Set(list.map((one) => one.id));

  const ours = list.map((household): KeptHousehold => {
    const before = known.get(household.id);
    const history = histories.get(household.id) ?? before?.history;
    const etag = told.etags?.[household.id] ?? before?.etag;
    return { ...before, household, standing: "ours", ...(history && { history }), ...(etag && { etag }) };
  });
  const others = kept.filter((one) => !listed.has(one.household.id));
  const waiting = others
    .filter((one) => unsent.has(one.household.id))
    .map((one): KeptHousehold => ({ ...one, standing: one.standing === "new" ? "new" : "leaving" }));
  const put = [...ours, ...waiting].filter((one) => !isSame(one, known.get(one.household.id)));
  return { put, remove: others.map((one) => one.household.id).filter((id) => !unsent.has(id)) };
}

function isSame(one: KeptHousehold, before: KeptHousehold | undefined): boolean {
  return before !== undefined && JSON.stringify(one) === JSON.stringify(before);
}
