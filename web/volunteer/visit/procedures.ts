/** The catalogue of procedures, those first that this phone records most. */

import { language } from "@shared/i18n/language";
import { procedures } from "../../../shared/reference/procedures.json";

export interface Procedure {
  readonly id: string;
  readonly vi: string;
  readonly en: string;
  readonly class: string;
}

const OFFERED: readonly Procedure[] = procedures.filter((one) => !one.retired);
const BY_ID = new Map<string, Procedure>(procedures.map((one) => [one.id, one]));

/** A procedure's name; its id where this version of the page is older than the catalogue. */
export function procedureName(id: string): string {
  return BY_ID.get(id)?.[language.value] ?? id;
}

/** All that may be chosen, the most used first, then in the catalogue's order. */
export function offered(used: Readonly<Record<string, number>>): readonly Procedure[] {
  return [...OFFERED].sort((a, b) => (used[b.id] ?? 0) - (used[a.id] ?? 0));
}

export function countedOn(used: Readonly<Record<string, number>>, ids: readonly string[]): Readonly<Record<string, number>> {
  const counts = { ...used };
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}
