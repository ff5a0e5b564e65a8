/** What every view of the desk is given: the services, the ward, its roster, and how to say what was done. */

import { signal, type Signal } from "@preact/signals";
import type { Bearer, Services } from "@shared/api/client";
import { Roster, type Stand } from "./roster/store";

/** Said after a command; `undo` takes it back. */
export interface Said {
  readonly text: string;
  readonly isBad?: boolean;
  readonly undo?: () => Promise<void>;
}

export interface Desk {
  readonly services: Services;
  readonly bearer: Bearer;
  readonly ward: string;
  readonly roster: Roster;
  readonly said: Signal<Said | undefined>;
  /** By household, where the last command about it has led: whoever opens it next reads what was written. */
  readonly stood: Map<string, Stand>;
}

export function deskOf(services: Services, bearer: Bearer, ward: string): Desk {
  return { services, bearer, ward, roster: new Roster(services, ward), said: signal<Said | undefined>(undefined), stood: new Map() };
}
