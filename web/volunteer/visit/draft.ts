/** A visit as it is being written down, and what is sent of it. Pure: time and ids come in. */

import type { ConsentAnswer, Line, Mode, Obstacle, Outcome, Place, Step, VisitBody } from "./body";

/** One procedure on the form. Texts are empty where nothing was said. */
export interface LineDraft {
  readonly caseId: string;
  readonly procedure: string;
  readonly step: Step;
  readonly mode: Mode;
  readonly channel: "" | "online" | "paper";
  readonly dossierCode: string;
  readonly forWhom: string;
  readonly appointment: string;
  readonly authorisation: string;
  readonly reason: string;
  /** A case that was open before: its line says what became of it. */
  readonly isKnown: boolean;
}

export interface VisitDraft {
  readonly visitId: string;
  readonly outcome: Outcome | "";
  readonly place: Place;
  readonly peopleHelped: number;
  readonly peopleNew: number;
  readonly lines: readonly LineDraft[];
  readonly obstacle: Obstacle | "";
  readonly followUpId: string;
  readonly followUpDue: string;
  readonly followUpWhat: string;
  /** Follow-ups of earlier visits that were done in this one. */
  readonly done: readonly string[];
  readonly selfReliant: "" | "yes" | "no";
  readonly already: boolean;
  readonly consent: ConsentAnswer | "";
  readonly consentBy: string;
  readonly consentHow: "spoken" | "signed";
  readonly consentSlip: string;
  readonly note: string;
  /** `YYYY-MM-DDTHH:MM` in Da Nang when it was not just now; empty: now. */
  readonly when: string;
}

/** The notice that is read out at the first visit; another text is another version. */
export const NOTICE_VERSION = "1";

/** Outcomes of a door at which nobody was met: nobody helped, nobody asked. */
const NOBODY_MET: readonly Outcome[] = ["nobody_home", "moved_away"];

export function newDraft(visitId: string, followUpId: string): VisitDraft {
  return {
    visitId,
    outcome: "",
    place: "home",
    peopleHelped: 0,
    peopleNew: 0,
    lines: [],
    obstacle: "",
    followUpId,
    followUpDue: "",
    followUpWhat: "",
    done: [],
    selfReliant: "",
    already: false,
    consent: "",
    consentBy: "",
    consentHow: "spoken",
    consentSlip: "",
    note: "",
    when: "",
  };
}

/** A new procedure: a service is done on the spot as a rule, a dossier is handed in. */
export function newLine(caseId: string, procedure: { id: string; class: string }): LineDraft {
  return { ...emptyLine(caseId, procedure.id), step: procedure.class === "dossier" ? "submitted" : "completed", isKnown: false };
}

/** What became of a case that was open. */
export function knownLine(open: { id: string; procedure: string; state: string }): LineDraft {
  return { ...emptyLine(open.id, open.procedure), step: open.state === "returned" ? "submitted" : "completed", isKnown: true };
}

function emptyLine(caseId: string, procedure: string): Omit<LineDraft, "step" | "isKnown"> {
  return { caseId, procedure, mode: "assisted", channel: "", dossierCode: "", forWhom: "", appointment: "", authorisation: "", reason: "" };
}

/** The outcome is chosen; what usually goes with it is filled in. */
export function withOutcome(draft: VisitDraft, outcome: Outcome): VisitDraft {
  if (outcome === "helped") return { ...draft, outcome, peopleHelped: Math.max(1, draft.peopleHelped) };
  return { ...draft, outcome, peopleHelped: 0, peopleNew: 0 };
}

export function withPeople(draft: VisitDraft, peopleHelped: number): VisitDraft {
  return { ...draft, peopleHelped, peopleNew: Math.min(peopleHelped, draft.peopleNew) };
}

export function metSomebody(draft: VisitDraft): boolean {
  return draft.outcome !== "" && !NOBODY_MET.includes(draft.outcome);
}

/** Something was done with a procedure: that is help. */
export function withLine(draft: VisitDraft, line: LineDraft): VisitDraft {
  const lines = draft.lines.some((one) => one.caseId === line.caseId)
    ? draft.lines.map((one) => (one.caseId === line.caseId ? line : one))
    : [...draft.lines, line];
  return { ...(draft.outcome === "" ? withOutcome(draft, "helped") : draft), lines };
}

export type Missing = "outcome" | "follow-up-what" | "follow-up-due" | "consent-by" | "when";

/** What has to be said before it can be saved. Nothing from a door is refused for paperwork, so this is little. */
export function missing(draft: VisitDraft, asksWhen: boolean): readonly Missing[] {
  const wanted: [Missing, boolean][] = [
    ["when", asksWhen && draft.when === ""],
    ["outcome", draft.outcome === ""],
    ["consent-by", draft.consent !== "" && metSomebody(draft) && !draft.consentBy.trim()],
    ["follow-up-what", draft.followUpDue !== "" && !draft.followUpWhat.trim()],
    ["follow-up-due", draft.followUpDue === "" && draft.followUpWhat.trim() !== ""],
  ];
  return wanted.filter(([, is]) => is).map(([what]) => what);
}

/** What is sent. `now`: RFC 3339, by this phone. Throws where no outcome was chosen: ask `missing` first. */
export function bodyOf(draft: VisitDraft, householdId: string, now: string): VisitBody {
  if (draft.outcome === "") throw new Error("a visit without an outcome");
  return {
    visit_id: draft.visitId,
    household_id: householdId,
    occurred_at: draft.when === "" ? now : `${draft.when}:00+07:00`,
    outcome: draft.outcome,
    place: draft.place,
    people_helped: draft.peopleHelped,
    people_new: draft.peopleNew,
    procedures: draft.lines.map(lineBody),
    follow_ups: draft.followUpDue ? [{ id: draft.followUpId, due: draft.followUpDue, what: draft.followUpWhat.trim() }] : [],
    ...(draft.obstacle && { obstacle: draft.obstacle }),
    ...(metSomebody(draft) && saidBySomebody(draft)),
    ...(draft.note.trim() && { note: draft.note.trim() }),
  };
}

function saidBySomebody(draft: VisitDraft): Partial<VisitBody> {
  return {
    ...(draft.selfReliant && { self_reliant: draft.selfReliant === "yes" }),
    ...(draft.selfReliant === "yes" && draft.already && { already: true }),
    ...(draft.consent && { consent: consentBody(draft, draft.consent) }),
  };
}

function consentBody(draft: VisitDraft, answer: ConsentAnswer): NonNullable<VisitBody["consent"]> {
  const slip = draft.consentSlip.trim();
  // What a household's file says stays in the language of the place, whatever language the page speaks.
  const how = draft.consentHow === "signed" ? "ký giấy" : "nói";
  return { answer, by: draft.consentBy.trim(), how, notice_version: NOTICE_VERSION, ...(slip && { slip }) };
}

function lineBody(line: LineDraft): Line {
  const text = (value: string) => value.trim();
  return {
    case_id: line.caseId,
    procedure: line.procedure,
    step: line.step,
    mode: line.mode,
    ...(line.channel && { channel: line.channel }),
    ...(text(line.dossierCode) && { dossier_code: text(line.dossierCode) }),
    ...(text(line.forWhom) && { for_whom: text(line.forWhom) }),
    ...(line.appointment && { appointment: line.appointment }),
    ...(line.mode === "on_behalf" && text(line.authorisation) && { authorisation: text(line.authorisation) }),
    ...(text(line.reason) && { reason: text(line.reason) }),
  };
}

/** The form again, for a visit that was refused and is to be mended. */
export function draftOf(body: VisitBody, followUpId: string): VisitDraft {
  const [followUp] = body.follow_ups;
  return {
    ...newDraft(body.visit_id, followUp?.id ?? followUpId),
    ...given({
      outcome: body.outcome,
      place: body.place,
      peopleHelped: body.people_helped,
      peopleNew: body.people_new,
      obstacle: body.obstacle,
      followUpDue: followUp?.due,
      followUpWhat: followUp?.what,
      selfReliant: body.self_reliant === undefined ? undefined : body.self_reliant ? "yes" : "no",
      already: body.already,
      note: body.note,
    }),
    ...consentOf(body),
    lines: body.procedures.map(lineOf),
    when: localMinute(body.occurred_at),
  };
}

function consentOf({ consent }: VisitBody): Partial<VisitDraft> {
  if (consent == null) return {};
  const how = consent.how === "ký giấy" ? "signed" : "spoken";
  return { consent: consent.answer, consentBy: consent.by, consentHow: how, consentSlip: consent.slip ?? "" };
}

function lineOf(line: Line): LineDraft {
  const texts = given({
    channel: line.channel,
    dossierCode: line.dossier_code,
    forWhom: line.for_whom,
    appointment: line.appointment,
    authorisation: line.authorisation,
    reason: line.reason,
  });
  return { ...emptyLine(line.case_id, line.procedure), step: line.step, mode: line.mode, isKnown: false, ...texts };
}

/** Without what is undefined. */
function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<typeof given<Fields>>;
}

/** An instant as `YYYY-MM-DDTHH:MM` in Da Nang, which has no summer time. */
export function localMinute(instant: string): string {
  return new Date(Date.parse(instant) + 7 * 3_600_000).toISOString().slice(0, 16);
}
