/** The ward's households, volunteers and villages: loaded whole once, kept, and mended after each command. */

import { computed, signal } from "@preact/signals";
import { dataOf, type Services } from "@shared/api/client";
import type { components } from "@shared/api/generated/assignment";
import { PAGE, wholeList } from "./pages";

export type Household = components["schemas"]["ListedHousehold"];
export type Volunteer = components["schemas"]["Volunteer"];
export type Village = components["schemas"]["Village"];
export type State = Household["state"];

/** Where a command has led; a read that waits for it shows what it did. */
export interface Stand {
  readonly stream: string;
  readonly version: number;
}

export interface Touched {
  readonly households?: Iterable<string>;
  readonly volunteers?: Iterable<string>;
  readonly villages?: boolean;
}

/** How many single reads go out at once after a command that touched many. */
const AT_ONCE = 6;

export class Roster {
  readonly households = signal<ReadonlyMap<string, Household>>(new Map());
  readonly volunteers = signal<ReadonlyMap<string, Volunteer>>(new Map());
  readonly villages = signal<readonly Village[]>([]);
  readonly isWhole = signal(false);
  readonly failure = signal<unknown>(undefined);
  readonly listed = computed(() => [...this.households.value.values()].filter((one) => one.state === "listed"));
  readonly enrolled = computed(() => [...this.volunteers.value.values()].filter((one) => one.state === "enrolled"));

  /** What the lists of a load wait for. */
  private waits: { readonly min_version: string } | undefined;

  constructor(
    private readonly services: Services,
    readonly ward: string,
  ) {}

  /** Load everything, as it stands at least at `stand`; what is shown already stays until its successor is there. */
  async load(stand?: Stand): Promise<void> {
    this.failure.value = undefined;
    try {
      this.waits = stand && { min_version: `${stand.stream}:${stand.version}` };
      const [volunteers, villages] = await Promise.all([this.allVolunteers(), this.allVillages()]);
      this.volunteers.value = byId(volunteers);
      this.villages.value = villages;
      this.households.value = byId(await this.allHouseholds());
      this.isWhole.value = true;
    } catch (failure) {
      this.failure.value = failure;
    }
  }

  /** Households that are no longer on the list; they are loaded when somebody wants to see them. */
  async loadGone(state: "removed" | "erased"): Promise<void> {
    const gone = await this.householdsIn(state);
    this.households.value = new Map([...this.households.value, ...byId(gone)]);
  }

  /** Read again what a command has touched, once it stands in the lists. */
  async mend({ households = [], volunteers = [], villages = false }: Touched, stand?: Stand): Promise<void> {
    const min_version = stand && `${stand.stream}:${stand.version}`;
    const changed = new Map(this.households.value);
    const changedVolunteers = new Map(this.volunteers.value);
    const reads = [
      ...[...new Set(households)].map((id) => async () => void changed.set(id, await this.household(id, min_version))),
      ...[...new Set(volunteers)].map((id) => async () => void changedVolunteers.set(id, await this.volunteer(id, min_version))),
    ];
    await Promise.all(Array.from({ length: AT_ONCE }, () => drain(reads)));
    if (villages) this.villages.value = await this.allVillages();
    this.households.value = changed;
    this.volunteers.value = changedVolunteers;
  }

  /** Whom a household is helped by, as people say it. */
  volunteerName(id: string | null): string {
    return (id && this.volunteers.value.get(id)?.name) || "";
  }

  private household(household_id: string, min_version?: string): Promise<Household> {
    const params = { path: { ward: this.ward, household_id }, query: { ...(min_version && { min_version }) } };
    return dataOf(this.services.assignment.GET("/api/assignment/v1/wards/{ward}/households/{household_id}", { params }));
  }

  private volunteer(volunteer_id: string, min_version?: string): Promise<Volunteer> {
    const params = { path: { ward: this.ward, volunteer_id }, query: { ...(min_version && { min_version }) } };
    return dataOf(this.services.assignment.GET("/api/assignment/v1/wards/{ward}/volunteers/{volunteer_id}", { params }));
  }

  private allHouseholds(): Promise<readonly Household[]> {
    // The first pages are shown while the others come, but never fewer than were shown before.
    return this.householdsIn("listed", (soFar) => {
      if (!this.isWhole.value) this.households.value = byId(soFar);
    });
  }

  private householdsIn(state: State, onMore?: (items: readonly Household[]) => void): Promise<readonly Household[]> {
    return wholeList((cursor) => {
      const params = { path: { ward: this.ward }, query: { state, limit: PAGE, ...this.waits, ...(cursor && { cursor }) } };
      return dataOf(this.services.assignment.GET("/api/assignment/v1/wards/{ward}/households", { params }));
    }, onMore);
  }

  private allVolunteers(): Promise<readonly Volunteer[]> {
    return wholeList((cursor) => {
      const params = { path: { ward: this.ward }, query: { limit: PAGE, ...this.waits, ...(cursor && { cursor }) } };
      return dataOf(this.services.assignment.GET("/api/assignment/v1/wards/{ward}/volunteers", { params }));
    });
  }

  private allVillages(): Promise<readonly Village[]> {
    return wholeList((cursor) => {
      const params = { path: { ward: this.ward }, query: { limit: PAGE, ...this.waits, ...(cursor && { cursor }) } };
      return dataOf(this.services.assignment.GET("/api/assignment/v1/wards/{ward}/villages", { params }));
    });
  }
}

async function drain(reads: (() => Promise<void>)[]): Promise<void> {
  for (let read = reads.shift(); read !== undefined; read = reads.shift()) await read();
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}
