/** Sends what the outbox holds: one tab at a time, in order, in batches, until the server has answered for each. */

import { type Entry, type Service, unaccepted } from "./entry";
import { answered, hurried, inNewEra, isOld, lost, nextBatch, nextMoment, onItsWay, type Answer } from "./machine";

/** Where entries are kept: IndexedDB on a phone, a map in a test. Each call is one transaction. */
export interface OutboxStore {
  all(): Promise<readonly Entry[]>;
  /** Replaces entries by command id; one that is no longer there stays away. */
  put(entries: readonly Entry[]): Promise<void>;
  remove(commandIds: readonly string[]): Promise<void>;
}

export interface BatchAnswer {
  readonly era: string;
  readonly received_at: string;
  readonly answers: readonly Answer[];
}

/** The server said no to the whole request; `retryAfter` in seconds. */
export class BatchRefused extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter = 0,
  ) {
    super(`the batch was answered with ${status}`);
  }
}

/** One request. Rejects with BatchRefused, or with anything else when no answer came. */
export type Post = (service: Service, entries: readonly Entry[], unsent: Unsent) => Promise<BatchAnswer>;

export interface Unsent {
  readonly unsent: number;
  readonly oldest_unsent?: string;
}

/** What one look at the outbox came to: nothing was there, all that could be sent was, or the server is away. */
export type Outcome = "idle" | "sent" | "away";

const ORDER: readonly Service[] = ["assignment", "visits"];

export class Sender {
  constructor(
    private readonly store: OutboxStore,
    private readonly post: Post,
    private readonly now: () => number,
  ) {}

  /** Send everything that may be sent now, also what a killed tab left on its way. Only one tab may be in here: call it
   * within a lock. */
  async sendAll(): Promise<Outcome> {
    await this.tidy();
    let outcome: Outcome = "idle";
    for (let service = await this.next(); service !== undefined; service = await this.next()) {
      if (!(await this.sendOne(service))) return "away";
      outcome = "sent";
    }
    return outcome;
  }

  /** Let nothing wait for its turn to try again. */
  async hurry(): Promise<void> {
    const entries = await this.store.all();
    await this.store.put(entries.map(hurried).filter((entry, at) => entry !== entries[at]));
  }

  /** Tell a service that this phone is here, though it has nothing to send; entries may come back by a new era. */
  async greet(service: Service): Promise<void> {
    await this.takeAnswer(service, await this.post(service, [], this.unsentOf(await this.store.all())), []);
  }

  /** When to look again, in the phone's time; undefined when nothing waits. */
  async wakeAt(): Promise<number | undefined> {
    return nextMoment(await this.store.all());
  }

  private async tidy(): Promise<void> {
    const old = (await this.store.all()).filter((entry) => isOld(entry, this.now()));
    await this.store.remove(old.map((entry) => entry.commandId));
  }

  private async next(): Promise<Service | undefined> {
    const entries = await this.store.all();
    return ORDER.find((service) => nextBatch(entries, service, this.now()).length > 0);
  }

  private async sendOne(service: Service): Promise<boolean> {
    const entries = await this.store.all();
    const batch = nextBatch(entries, service, this.now()).map(onItsWay);
    await this.store.put(batch);
    try {
      await this.takeAnswer(service, await this.post(service, batch, this.unsentOf(entries)), batch);
      return true;
    } catch (failure) {
      const retryAfter = failure instanceof BatchRefused ? failure.retryAfter : 0;
      await this.store.put(batch.map((entry) => lost(entry, this.now(), retryAfter)));
      return false;
    }
  }

  private async takeAnswer(service: Service, said: BatchAnswer, batch: readonly Entry[]): Promise<void> {
    const answers = new Map(said.answers.map((answer) => [answer.command_id, answer]));
    const told = batch.map((entry) => {
      const answer = answers.get(entry.commandId);
      return answer === undefined ? lost(entry, this.now()) : answered(entry, answer, said.era, this.now());
    });
    const sent = new Set(batch.map((entry) => entry.commandId));
    const others = (await this.store.all()).filter((entry) => entry.service === service && !sent.has(entry.commandId));
    const again = others.map((entry) => inNewEra(entry, said.era)).filter((entry, at) => entry !== others[at]);
    await this.store.put([...told, ...again]);
  }

  private unsentOf(entries: readonly Entry[]): Unsent {
    const waiting = unaccepted(entries);
    const oldest = waiting.map((entry) => entry.savedAt).sort()[0];
    return oldest === undefined ? { unsent: 0 } : { unsent: waiting.length, oldest_unsent: oldest };
  }
}
