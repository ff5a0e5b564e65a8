/** What the page sends, as the services describe it; what is not known is left out, never null. */

import type { components as Assignment } from "@shared/api/generated/assignment";
import type { components as Visits } from "@shared/api/generated/visits";

type Present<Body> = { readonly [Name in keyof Body]: Exclude<Body[Name], null> };
type Said = Present<Visits["schemas"]["VisitBody"]>;

export type Line = Present<Visits["schemas"]["ProcedureLineBody"]>;
export type NotedFollowUp = Present<Visits["schemas"]["FollowUpNotedBody"]>;
export type VisitBody = Omit<Said, "procedures" | "follow_ups"> & {
  readonly procedures: readonly Line[];
  readonly follow_ups: readonly NotedFollowUp[];
};
export type HouseholdBody = Present<Assignment["schemas"]["HouseholdBody"]>;

export type Outcome = VisitBody["outcome"];
export type Obstacle = NonNullable<VisitBody["obstacle"]>;
export type Place = NonNullable<VisitBody["place"]>;
export type Step = Line["step"];
export type Mode = Line["mode"];
export type ConsentAnswer = NonNullable<VisitBody["consent"]>["answer"];
export type RequestKind = Visits["schemas"]["RequestBody"]["kind"];
export type IncidentKind = Visits["schemas"]["IncidentBody"]["kind"];
