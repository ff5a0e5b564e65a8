/** The outbox's state machine: pure steps from what happened to entries as they are to be stored next. */

import type { Entry, Problem, Service } from "./entry";

/** What the server says of one command of a batch. */
export interface Answer {
  readonly command_id: string | null;
  readonly status: number;
  readonly flags?: readonly string[];
  readonly stream?: string;
  readonly version?: number;
  readonly retry_after?: number;
  readonly [more: string]: unknown;
}

export const BATCH = 100;
/** Accepted entries are kept this long, so that they can be sent again when the server had to be restored. */
export const KEPT_DAYS = 30;
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 300_000;

/** The next entries of one service to send: in order, and none that stands behind a waiting one of its household.
 *
 * A household registered on this phone is known to visits only after assignment has it, so entries of one household
 * wait for each other across services too. A refused entry does not stop what follows: the person mends it.
 */
export function nextBatch(entries: readonly Entry[], service: Service, now: number): readonly Entry[] {
  const waiting = new Set<string>();
  const batch: Entry[] = [];
  for (const entry of inOrder(entries)) {
    if (entry.state === "accepted" || entry.state === "refused") continue;
    const due = (entry.notBefore ?? 0) <= now;
    const alike = batch[0] === undefined || isTold(batch[0]) === isTold(entry);
    const turn = entry.service === service && due && alike && !waiting.has(entry.householdId);
    if (turn && batch.length < BATCH) batch.push(entry);
    else waiting.add(entry.householdId);
  }
  return batch;
}

/** Whether a person said when it happened because the phone's clock could not be believed; such go apart. */
export function isTold(entry: Entry): boolean {
  return entry.told === true;
}

/** No need to wait any longer: the network is back, or the person asks. */
export function hurried(entry: Entry): Entry {
  return entry.state === "saved" && entry.notBefore !== undefined ? without(entry, "notBefore") : entry;
}

/** Refused for who sent it, or for what the person has put right elsewhere: to be sent again as it is. */
export function again(entry: Entry): Entry {
  return entry.state === "refused" ? { ...without(entry, "problem"), state: "saved", attempts: 0 } : entry;
}

/** The moment at which something may be sent next; undefined when nothing waits. */
export function nextMoment(entries: readonly Entry[]): number | undefined {
  const moments = entries
    .filter((entry) => entry.state === "saved" || entry.state === "sending")
    .map((entry) => entry.notBefore ?? 0);
  return moments.length ? Math.min(...moments) : undefined;
}

/** Written before the request leaves: whoever finds it after a crash knows that the outcome is unknown. */
export function onItsWay(entry: Entry): Entry {
  return { ...without(entry, "notBefore"), state: "sending", attempts: entry.attempts + 1 };
}

/** No answer came, or none that says what became of it: to be sent again, with the same id. */
export function lost(entry: Entry, now: number, retryAfter = 0): Entry {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(entry.attempts - 1, 10));
  return { ...entry, state: "saved", notBefore: now + Math.max(pause, retryAfter * 1_000) };
}

/** What the server said of it, in the era of its ledgers. */
export function answered(entry: Entry, answer: Answer, era: string, now: number): Entry {
  if (answer.status >= 200 && answer.status < 300) {
    const flags = answer.flags ?? [];
    const seen = answer.stream === undefined ? {} : { seen: `${answer.stream}:${answer.version ?? 0}` };
    return { ...without(entry, "problem"), state: "accepted", acceptedAt: new Date(now).toISOString(), era, flags, ...seen };
  }
  if (isPassing(answer.status)) return lost(entry, now, answer.retry_after);
  return { ...entry, state: "refused", problem: answer as unknown as Problem };
}

/** The server's ledgers were restored from a backup: what it accepted before may be lost there. */
export function inNewEra(entry: Entry, era: string): Entry {
  if (entry.state !== "accepted" || entry.era === undefined || entry.era >= era) return entry;
  return { ...without(entry, "acceptedAt"), state: "saved", attempts: 0 };
}

/** Mended by the person: new content is a new command, for the old id stands for the old content. */
export function mended(entry: Entry, commandId: string, body: Entry["body"]): Entry {
  return { ...without(entry, "problem"), commandId, body, state: "saved", attempts: 0 };
}

/** Accepted so long ago that no restore can ask for it any more. */
export function isOld(entry: Entry, now: number): boolean {
  if (entry.state !== "accepted" || entry.acceptedAt === undefined) return false;
  return now - Date.parse(entry.acceptedAt) > KEPT_DAYS * 86_400_000;
}

/** Statuses that say "not now": signed out, too many, away. */
export function isPassing(status: number): boolean {
  return status === 401 || status === 408 || status === 429 || status >= 500;
}

function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => a.order - b.order);
}

function without<Field extends keyof Entry>(entry: Entry, field: Field): Omit<Entry, Field> & Entry {
  const rest = { ...entry };
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a copy of ours; exact types want the field absent
  delete rest[field];
  return rest;
}
