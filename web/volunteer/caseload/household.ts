/** A household as this phone keeps it: who they are, from assignment; what happened there, from visits. */

import type { components as Assignment } from "@shared/api/generated/assignment";
import type { components as Visits } from "@shared/api/generated/visits";
import type { VisitDraft } from "../visit/draft";

export type Household = Assignment["schemas"]["CaseloadHousehold"];
export type History = Visits["schemas"]["ConciseHouseholdHistory"];
export type Visit = Visits["schemas"]["ConciseVisit"];
export type Case = Visits["schemas"]["ConciseCase"];
export type FollowUp = Visits["schemas"]["ConciseFollowUp"];
export type Consent = Visits["schemas"]["ConcisePastConsent"];

export interface KeptHousehold {
  readonly household: Household;
  /** Absent until visits has told it: that is "not here yet", and says nothing about the household. */
  readonly history?: History;
  /** Of the history, as the server names it: one that it still has is not sent again. */
  readonly etag?: string;
  /** `ours`: on the volunteer's list. `new`: registered on this phone, not on the list yet. `leaving`: no longer ours;
   * removed once everything recorded there is accepted. */
  readonly standing: "ours" | "new" | "leaving";
  /** A form that was begun and not saved. */
  readonly draft?: VisitDraft | undefined;
}
