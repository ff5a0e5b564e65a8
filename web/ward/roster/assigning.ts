/** Assigning, handing over and taking back, many at once, each with the commands that undo it. */

import { dataOf, type Services } from "@shared/api/client";
import type { components } from "@shared/api/generated/assignment";
import { ProblemAnswer } from "@shared/api/problems";
import type { Household, Roster, Stand } from "./store";

type Command = components["schemas"]["Batch"]["commands"][number];
type Answer = components["schemas"]["BatchAnswer"]["answers"][number];
type Refused = components["schemas"]["RefusedInBatch"];

/** Commands that one call may carry. */
const AT_ONCE = 100;

export interface Handed {
  readonly household: Household;
  /** Who helps from now on; null: nobody. */
  readonly to: string | null;
}

export interface Outcome {
  readonly done: readonly Handed[];
  readonly refused: readonly { readonly handed: Handed; readonly problem: ProblemAnswer }[];
}

/** Do all of it; one that is refused stops none of the others. The roster shows the outcome when this resolves. */
export async function hand(services: Services, roster: Roster, wishes: readonly Handed[], reason: string): Promise<Outcome> {
  const answers: Answer[] = [];
  for (let start = 0; start < wishes.length; start += AT_ONCE) {
    const commands = wishes.slice(start, start + AT_ONCE).map((wish) => commandOf(roster.ward, wish, reason));
    const body = { sent_at: new Date().toISOString(), commands };
    answers.push(...(await dataOf(services.assignment.POST("/api/assignment/v1/commands", { body }))).answers);
  }
  const outcome = outcomeOf(wishes, answers);
  const touched = outcome.done.flatMap(({ household, to }) => [household.volunteer_id, to]).filter((id) => id !== null);
  await roster.mend({ households: outcome.done.map(({ household }) => household.id), volunteers: touched }, standOf(answers));
  return outcome;
}

/** What takes back what was done: each household to whom it was before. */
export function takingBack({ done }: Outcome, roster: Roster): readonly Handed[] {
  return done.flatMap(({ household: before }) => {
    const household = roster.households.value.get(before.id);
    return household === undefined ? [] : [{ household, to: before.volunteer_id }];
  });
}

function commandOf(ward: string, { household, to }: Handed, reason: string): Command {
  const command_id = crypto.randomUUID();
  const household_id = household.id;
  if (to === null) return { command_id, kind: "UnassignHousehold", body: { ward, household_id, reason } };
  const body = { ward, household_id, volunteer_id: to, replace: true, ...(reason && { reason }) };
  return { command_id, kind: "AssignHousehold", body };
}

function outcomeOf(wishes: readonly Handed[], answers: readonly Answer[]): Outcome {
  const done: Handed[] = [];
  const refused: { handed: Handed; problem: ProblemAnswer }[] = [];
  wishes.forEach((handed, at) => {
    const answer = answers[at];
    if (answer === undefined) return;
    if (isRefused(answer)) refused.push({ handed, problem: problemIn(answer) });
    else done.push(handed);
  });
  return { done, refused };
}

function standOf(answers: readonly Answer[]): Stand | undefined {
  return answers.reduce<Stand | undefined>((latest, answer) => {
    if (isRefused(answer) || (latest && latest.version >= answer.version)) return latest;
    return { stream: answer.stream, version: answer.version };
  }, undefined);
}

function isRefused(answer: Answer): answer is Refused {
  return "type" in answer;
}

function problemIn(answer: Refused): ProblemAnswer {
  const slug = answer.type.replace("/problems/", "");
  return new ProblemAnswer(answer.status, slug, answer.title, answer.detail, answer.remedy, answer.errors, answer.retry_after ?? 0);
}
