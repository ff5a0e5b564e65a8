/** A household as the page shows it: what the server told, with what this phone recorded since. */

import { dayOf } from "@shared/i18n/days";
import type { Entry } from "../outbox/entry";
import type { VisitBody } from "../visit/body";
import type { Case, Consent, FollowUp, History, Household, KeptHousehold, Visit } from "./household";

/** A visit and, where the server's history does not hold it yet, its entry in the outbox. */
export interface ShownVisit {
  readonly visit: Pick<VisitBody, "visit_id" | "occurred_at" | "outcome" | "people_helped" | "procedures" | "obstacle" | "note"> & Pick<Visit, "day"> & Partial<Pick<Visit, "voided" | "flags">>;
  readonly entry?: Entry;
}

export interface ShownHousehold {
  readonly id: string;
  readonly household: Household;
  readonly standing: KeptHousehold["standing"];
  readonly hasHistory: boolean;
  readonly visits: readonly ShownVisit[];
  readonly openCases: readonly Case[];
  readonly followUps: readonly FollowUp[];
  readonly consents: readonly Pick<Consent, "answer" | "occurred_at">[];
  readonly selfReliant: boolean;
  readonly wasMet: boolean;
  readonly lastVisitOn: string | undefined;
  readonly unsent: number;
}

/** Whether a visit of this outcome met someone (domain.md, *visited*). */
const MET: readonly string[] = ["helped", "no_need", "refused", "follow_up_only"];

export function shown(kept: KeptHousehold, entries: readonly Entry[]): ShownHousehold {
  const { household, history = NOTHING } = kept;
  const { visits: told = [], cases = [], follow_ups: followUps = [], consents = [], standing } = history;
  const own = entries.filter((entry) => entry.householdId === household.id);
  const recorded = untold(own, told);
  const counted = recorded.filter((entry) => entry.state !== "refused").map(bodyOf);
  const visits = [...recorded.map(shownVisit), ...told.map(asShown)].sort((a, b) => b.visit.occurred_at.localeCompare(a.visit.occurred_at));
  return {
    id: household.id,
    household,
    standing: kept.standing,
    hasHistory: history !== NOTHING,
    visits,
    openCases: casesAfter(cases, counted),
    followUps: followUpsAfter(followUps, counted, own),
    consents: consentsAfter(consents, counted),
    selfReliant: lastDeclared(counted) ?? standing.self_reliant,
    wasMet: standing.first_met_on !== undefined || counted.some((body) => MET.includes(body.outcome)),
    lastVisitOn: lastDay(visits, history.last_visit_on),
    unsent: own.filter((entry) => entry.state !== "accepted").length,
  };
}

/** What is shown of a household whose history is not here yet. */
const NOTHING: Pick<History, "visits" | "cases" | "follow_ups" | "consents" | "standing" | "last_visit_on"> = {
  standing: { helped: false, self_reliant: false, able_already: false, no_contact: false },
};

/** Visits that this phone recorded and the server's history does not hold yet. */
function untold(own: readonly Entry[], told: readonly Visit[]): readonly Entry[] {
  const known = new Set(told.map((visit) => visit.visit_id));
  return own.filter((entry) => entry.kind === "RecordVisit" && !known.has(bodyOf(entry).visit_id));
}

function lastDeclared(visits: readonly VisitBody[]): boolean | undefined {
  return visits.flatMap((body) => (body.self_reliant === undefined ? [] : [body.self_reliant])).at(-1);
}

function consentsAfter(told: readonly Consent[], visits: readonly VisitBody[]): ShownHousehold["consents"] {
  const answered = visits.flatMap((body) => (body.consent ? [{ answer: body.consent.answer, occurred_at: body.occurred_at }] : []));
  return [...answered.reverse(), ...told];
}

function bodyOf(entry: Entry): VisitBody {
  return entry.body as unknown as VisitBody;
}

function asShown(visit: Visit): ShownVisit {
  return { visit: { ...visit, procedures: visit.procedures ?? [] } };
}

function shownVisit(entry: Entry): ShownVisit {
  const body = bodyOf(entry);
  return { visit: { ...body, day: dayOf(new Date(body.occurred_at)) }, entry };
}

function lastDay(visits: readonly ShownVisit[], told: string | undefined): string | undefined {
  const days = visits.filter((one) => one.visit.voided === undefined && one.entry?.state !== "refused").map((one) => one.visit.day);
  return [...days, ...(told === undefined ? [] : [told])].sort().at(-1);
}

/** The open cases after these visits; a case that a visit opened has no more than its lines said. */
function casesAfter(told: readonly Case[], visits: readonly VisitBody[]): readonly Case[] {
  const cases = new Map(told.map((one) => [one.id, one]));
  for (const visit of visits) {
    for (const line of visit.procedures) {
      const opened = { day: dayOf(new Date(visit.occurred_at)), mode: line.mode };
      const fresh: Case = { id: line.case_id, procedure: line.procedure, on_the_spot: false, opened, state: "open" };
      const before = cases.get(line.case_id) ?? fresh;
      const appointment = line.appointment ?? before.appointment;
      cases.set(line.case_id, { ...before, state: stateAfter(line.step), ...(appointment && { appointment }) });
    }
  }
  return [...cases.values()].filter((one) => one.state !== "closed");
}

function stateAfter(step: VisitBody["procedures"][number]["step"]): Case["state"] {
  if (step === "submitted") return "open";
  return step === "returned" ? "returned" : "closed";
}

function followUpsAfter(told: readonly FollowUp[], visits: readonly VisitBody[], own: readonly Entry[]): readonly FollowUp[] {
  const closings = own.filter((entry) => entry.kind === "CloseFollowUp" && entry.state !== "refused");
  const done = new Set(closings.map((entry) => entry.body["follow_up_id"]));
  const known = new Set(told.map((one) => one.id));
  const noted = visits.flatMap((visit) =>
    visit.follow_ups.filter((one) => !known.has(one.id)).map((one): FollowUp => ({ ...one, opened_at: visit.occurred_at, state: "open" })),
  );
  const open = [...told.filter((one) => one.state === "open"), ...noted].filter((one) => !done.has(one.id));
  return open.sort((a, b) => a.due.localeCompare(b.due));
}
