/** What both services know of one household, as one story, newest first. */

import type { components as OfAssignment } from "@shared/api/generated/assignment";
import type { components as OfVisits } from "@shared/api/generated/visits";

export type RosterDossier = OfAssignment["schemas"]["HouseholdDossier"];
export type DoorDossier = OfVisits["schemas"]["HouseholdDossier"];
export type Visit = DoorDossier["visits"][number];
export type PastConsent = DoorDossier["consents"][number];
export type FollowUp = DoorDossier["follow_ups"][number];
export type Request = DoorDossier["requests"][number];
export type RequestAnswer = Request["answers"][number];
export type Case = DoorDossier["cases"][number];
export type CaseStep = Case["steps"][number];

export type Happening =
  | { readonly kind: "registered" }
  | { readonly kind: "removed"; readonly reason: string | null }
  | { readonly kind: "assigned"; readonly volunteer: string; readonly reason: string | null }
  | { readonly kind: "ended"; readonly volunteer: string; readonly reason: string | null }
  | { readonly kind: "visit"; readonly visit: Visit }
  | { readonly kind: "consent"; readonly consent: PastConsent }
  | { readonly kind: "step"; readonly found: Case; readonly step: CaseStep }
  | { readonly kind: "follow-up"; readonly followUp: FollowUp }
  | { readonly kind: "request"; readonly request: Request }
  | { readonly kind: "answer"; readonly request: Request; readonly answer: RequestAnswer };

/** `at` sorts: an instant, or the end of a day of which only the day is known. */
export type Entry = Happening & { readonly at: string; readonly day: string | undefined };

export function timeline(roster: RosterDossier, door: DoorDossier | undefined): readonly Entry[] {
  const entries = [...ofRoster(roster), ...(door ? ofDoor(door) : [])];
  return entries.toSorted((a, b) => instant(b.at) - instant(a.at));
}

function ofRoster({ household }: RosterDossier): Entry[] {
  const entries: Entry[] = [];
  if (household.registered_on !== null) entries.push(onDay(household.registered_on, { kind: "registered" }));
  for (const { volunteer_id: volunteer, from_day, until_day, reason, end_reason } of household.assignments ?? []) {
    entries.push(onDay(from_day, { kind: "assigned", volunteer, reason }));
    if (until_day !== null) entries.push(onDay(until_day, { kind: "ended", volunteer, reason: end_reason }));
  }
  if (household.removed_on) entries.push(onDay(household.removed_on, { kind: "removed", reason: household.removal_reason ?? null }));
  return entries;
}

function ofDoor(door: DoorDossier): Entry[] {
  const recorded = new Set(door.visits.map((visit) => visit.visit_id));
  return [
    ...door.visits.map((visit): Entry => ({ kind: "visit", visit, at: visit.occurred_at, day: undefined })),
    // A consent of a visit is told with the visit.
    ...door.consents.filter((one) => one.visit_id === null).map((consent): Entry => ({ kind: "consent", consent, at: consent.occurred_at, day: undefined })),
    ...door.cases.flatMap((found) =>
      found.steps
        .filter((step) => step.record === null || !recorded.has(step.record))
        .map((step): Entry => ({ kind: "step", found, step, at: step.occurred_at, day: undefined })),
    ),
    ...door.follow_ups
      .filter((one) => one.visit_id === null)
      .map((followUp): Entry => ({ kind: "follow-up", followUp, at: followUp.opened_at, day: undefined })),
    ...door.requests.flatMap((request): Entry[] => [
      { kind: "request", request, at: request.occurred_at, day: undefined },
      ...request.answers.map((answer): Entry => ({ kind: "answer", request, answer, at: answer.occurred_at, day: undefined })),
    ]),
  ];
}

function onDay(day: string, happening: Happening): Entry {
  return { ...happening, at: `${day}T00:00:00+07:00`, day };
}

function instant(at: string): number {
  return Date.parse(at);
}
