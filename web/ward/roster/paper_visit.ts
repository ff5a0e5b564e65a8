/** A visit that was written on paper, as the services take it. */

import type { components } from "@shared/api/generated/visits";
import { atDoor } from "../parts/instants";
import type { Typed } from "../parts/command_form";

export type VisitBody = components["schemas"]["VisitBody"];
export type LineBody = components["schemas"]["ProcedureLineBody"];
type FollowUpBody = components["schemas"]["FollowUpNotedBody"];
type ConsentBody = components["schemas"]["ConsentBody"];

/** The notice that is read at doors now. */
const NOTICE_VERSION = "1";

/** Ids that a visit brings into the world: made when the form is opened, so that saving it twice is one visit. */
export interface PaperIds {
  readonly visit: string;
  readonly followUp: string;
  readonly cases: readonly string[];
}

export function bodyOf(typed: Typed, household_id: string, ids: PaperIds, lines: number): VisitBody {
  const volunteer = typed.given("volunteer");
  const companion = typed.given("companion");
  const consent = consentOf(typed);
  const selfReliant = typed.ticks("self_reliant").length > 0;
  return {
    visit_id: ids.visit,
    household_id,
    occurred_at: atDoor(typed.text("when")),
    outcome: typed.text("outcome") as VisitBody["outcome"],
    place: typed.text("place") as NonNullable<VisitBody["place"]>,
    people_helped: typed.number("people") ?? 0,
    people_new: typed.number("people_new") ?? 0,
    procedures: Array.from({ length: lines }, (_, at) => lineOf(typed, at, ids.cases[at] ?? ids.visit)),
    follow_ups: followUpsOf(typed, ids.followUp),
    source: "paper",
    note: typed.given("note"),
    obstacle: typed.given("obstacle") as VisitBody["obstacle"] & string,
    ...(volunteer && { volunteer_id: volunteer }),
    ...(companion && { companions: [companion] }),
    ...(consent && { consent }),
    ...(selfReliant && { self_reliant: true }),
  };
}

function lineOf(typed: Typed, at: number, newCase: string): LineBody {
  const field = (name: string) => typed.given(`${name}-${at}`);
  const mode = field("mode") as LineBody["mode"];
  const authorisation = field("authorisation");
  return {
    case_id: field("case") ?? newCase,
    procedure: field("procedure") ?? "",
    step: field("step") as LineBody["step"],
    mode,
    appointment: field("appointment"),
    dossier_code: field("dossier_code"),
    ...(mode === "on_behalf" && authorisation && { authorisation }),
  };
}

function followUpsOf(typed: Typed, id: string): FollowUpBody[] {
  const [due, what] = [typed.given("due"), typed.given("what")];
  return due && what ? [{ id, due, what }] : [];
}

function consentOf(typed: Typed): ConsentBody | undefined {
  const answer = typed.given("consent");
  if (answer === null) return undefined;
  return { answer: answer as ConsentBody["answer"], by: typed.text("consent_by"), how: typed.text("consent_how"), notice_version: NOTICE_VERSION };
}
