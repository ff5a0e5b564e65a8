/** What needs a decision today, gathered from both services and the roster, the gravest first. */

import { dataOf, type Services } from "@shared/api/client";
import type { components } from "@shared/api/generated/visits";
import { dayAfter, dayOf } from "@shared/i18n/days";

export type Visit = components["schemas"]["Visit"];
export type Case = components["schemas"]["Case"];
export type FollowUp = components["schemas"]["FollowUp"];
export type Phone = components["schemas"]["Phone"];
export type Request = components["schemas"]["Request"];
export type Incident = components["schemas"]["Incident"];

export const FLAGS = ["minor_alone", "outside_assignment", "household_unknown", "consent_missing", "authorisation_missing"] as const;
export type Flag = (typeof FLAGS)[number];

/** A list as far as it was asked for; `isMore`: there are others. */
export interface Some<Item> {
  readonly items: readonly Item[];
  readonly isMore: boolean;
}

export interface Due {
  readonly flagged: Readonly<Record<Flag, Some<Visit>>>;
  readonly overdue: Some<Case>;
  readonly returned: Some<Case>;
  readonly near: Some<Case>;
  readonly followUps: Some<FollowUp>;
  readonly phones: Some<Phone>;
  readonly requests: Some<Request>;
  readonly incidents: Some<Incident>;
}

const MOST = 50;
const MOST_PHONES = 200;
const NEAR_DAYS = 7;
const INCIDENT_DAYS = 30;

export async function loadDue(services: Services, ward: string, now: number): Promise<Due> {
  const { visits } = services;
  const today = dayOf(now);
  const params = <Query extends object>(query: Query) => ({ params: { path: { ward }, query: { limit: MOST, ...query } } });
  const [flagged, appointed, returned, followUps, phones, requests, incidents] = await Promise.all([
    flaggedVisits(services, ward),
    dataOf(visits.GET("/api/visits/v1/wards/{ward}/cases", params({ state: "open" as const, appointment_before: dayAfter(today, NEAR_DAYS + 1) }))),
    dataOf(visits.GET("/api/visits/v1/wards/{ward}/cases", params({ state: "returned" as const }))),
    dataOf(visits.GET("/api/visits/v1/follow-ups", { params: { query: { due_before: today, limit: MOST } } })),
    dataOf(visits.GET("/api/visits/v1/wards/{ward}/phones", params({ limit: MOST_PHONES }))),
    dataOf(visits.GET("/api/visits/v1/wards/{ward}/requests", params({ open: true }))),
    dataOf(visits.GET("/api/visits/v1/wards/{ward}/incidents", params({}))),
  ]);
  const since = dayAfter(today, -INCIDENT_DAYS);
  return {
    flagged,
    overdue: some(appointed, (one) => (one.appointment ?? today) < today),
    near: some(appointed, (one) => (one.appointment ?? "") >= today),
    returned: some(returned),
    followUps: some(followUps),
    phones: some(phones, (one) => one.silent),
    requests: some(requests),
    incidents: some(incidents, (one) => dayOf(new Date(one.occurred_at)) >= since),
  };
}

async function flaggedVisits({ visits }: Services, ward: string): Promise<Due["flagged"]> {
  const asked = FLAGS.map(async (flag) => {
    const found = await dataOf(visits.GET("/api/visits/v1/wards/{ward}/visits", { params: { path: { ward }, query: { flag, limit: MOST } } }));
    return [flag, some(found)] as const;
  });
  return Object.fromEntries(await Promise.all(asked)) as Due["flagged"];
}

function some<Item>(found: { items: readonly Item[]; next: string | null }, keep: (item: Item) => boolean = () => true): Some<Item> {
  return { items: found.items.filter(keep), isMore: found.next !== null };
}
