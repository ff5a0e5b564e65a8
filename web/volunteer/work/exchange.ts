/** The phone's talk with the server: what was recorded goes out, what changed comes in. One tab at a time. */

import { language } from "@shared/i18n/language";
import type { Services } from "@shared/api/client";
import { ProblemAnswer, problemOf, ServerAway } from "@shared/api/problems";
import type { History, Household, KeptHousehold } from "../caseload/household";
import { reconciled, type Told } from "../caseload/reconcile";
import type { Entry, Service } from "../outbox/entry";
import { isTold } from "../outbox/machine";
import { BatchRefused, Sender, type BatchAnswer, type Unsent } from "../outbox/sender";
import type { Phone } from "../phone/phone";

/** What a round came to. `ended`: the session is over; what was recorded before may still go out. */
export type Round = "done" | "away" | "ended" | "signed-out";

interface Read<Data> {
  readonly data?: Data;
  readonly etag?: string;
}

/** The page as phones name it: what it sends is described in interface.md and taken for 12 months. */
const APP = "volunteer/1";

export class Exchange {
  readonly sender: Sender;
  /** The server's time less this phone's, as the last answer showed it. */
  private ahead = 0;

  constructor(
    private readonly phone: Phone,
    private readonly services: Services,
  ) {
    this.sender = new Sender(phone.outbox, (service, entries, unsent) => this.post(service, entries, unsent), () => Date.now());
  }

  /** Send what waits; where nothing did, both services are greeted, so that they know this phone and its era. */
  async send(): Promise<"sent" | "away"> {
    const outcome = await this.sender.sendAll();
    if (outcome === "away") return "away";
    if (outcome === "idle") {
      await this.sender.greet("assignment");
      await this.sender.greet("visits");
    }
    return "sent";
  }

  /** Take over what changed of the volunteer's households. The phone must be open. */
  async takeOver(): Promise<void> {
    const etags = (await this.phone.get("etags")) ?? {};
    const entries = await this.phone.outbox.all();
    const [list, histories] = await Promise.all([this.list(etags, entries), this.histories(etags)]);
    const erased = new Set(list.data?.erased);
    const forgotten = entries.filter((entry) => erased.has(entry.householdId)).map((entry) => entry.commandId);
    if (forgotten.length) await this.phone.outbox.remove(forgotten);
    const told: Told = { ...(list.data && { list: list.data.items }), ...(histories.data && { histories: histories.data.items, etags: histories.data.etags }) };
    // Read only now: something may have been recorded while the server answered.
    const { put, remove } = reconciled(await this.kept(), told, await this.phone.outbox.all());
    const sealed = await Promise.all(put.map((one) => this.phone.lock.sealHousehold(one.household.id, one)));
    const taken = { ...etags, ...(list.etag && { assignment: list.etag }), ...(histories.etag && { visits: histories.etag }) };
    await this.phone.lock.keep(sealed, remove, { etags: taken, takenAt: Date.now() });
  }

  private async kept(): Promise<readonly KeptHousehold[]> {
    return (await this.phone.lock.households()) as readonly KeptHousehold[];
  }

  private async list(etags: Readonly<Record<string, string>>, entries: readonly Entry[]): Promise<Read<{ items: Household[]; erased: string[] }>> {
    const seen = entries.filter((entry) => entry.service === "assignment" && entry.state === "accepted" && entry.seen !== undefined).sort((a, b) => versionOf(a) - versionOf(b)).at(-1)?.seen;
    const query = seen === undefined ? {} : { min_version: seen };
    const headers = conditional(etags["assignment"]);
    return read(this.services.assignment.GET("/api/assignment/v1/caseload", { params: { query }, headers }));
  }

  private async histories(etags: Readonly<Record<string, string>>): Promise<Read<{ items: History[]; etags: Record<string, string> }>> {
    const known = (await this.kept()).flatMap((one) => (one.history && one.etag ? [one.etag] : []));
    const headers = conditional(etags["visits"], known);
    return read(this.services.visits.GET("/api/visits/v1/caseload", { headers }));
  }

  /** One request to `POST /commands`, built afresh: a stored one would say a wrong `sent_at`. */
  private async post(service: Service, entries: readonly Entry[], unsent: Unsent): Promise<BatchAnswer> {
    // Times that a person said are true already; by the server's own time they are not corrected a second time.
    if (entries.some(isTold)) await this.deliver(service, [], unsent, 0);
    return this.deliver(service, entries, unsent, entries.some(isTold) ? this.ahead : 0);
  }

  private async deliver(service: Service, entries: readonly Entry[], unsent: Unsent, correction: number): Promise<BatchAnswer> {
    const sentAt = Date.now();
    const body = {
      device: { id: this.phone.id, app: APP, ...unsent },
      sent_at: new Date(sentAt + correction).toISOString(),
      commands: entries.map(({ commandId, kind, body: content }) => ({ command_id: commandId, kind, body: content })),
    };
    const { assignment, visits } = this.services;
    const call =
      service === "assignment"
        ? assignment.POST("/api/assignment/v1/commands", { body: body as never })
        : visits.POST("/api/visits/v1/commands", { body: body as never });
    const { data, error, response } = (await call) as { data?: unknown; error?: unknown; response: Response };
    if (!response.ok) throw new BatchRefused(response.status, problemOf(error, response).retryAfter);
    const answer = data as BatchAnswer;
    this.ahead = Date.parse(answer.received_at) - sentAt;
    await this.phone.heard(answer.received_at);
    return answer;
  }
}

function versionOf(entry: Entry): number {
  return Number(entry.seen?.split(":").at(-1) ?? 0);
}

/** Answers are in the page's language, so another language is another answer. */
function conditional(etag: string | undefined, ofItems: readonly string[] = []): Record<string, string> {
  const [spoken, tag] = etag?.split(" ") ?? [];
  return tag !== undefined && spoken === language.value ? { "If-None-Match": [tag, ...ofItems].join(", ") } : {};
}

async function read<Data>(call: Promise<{ data?: unknown; error?: unknown; response: Response }>): Promise<Read<Data>> {
  const { data, error, response } = await call;
  if (response.status === 304) return {};
  if (!response.ok) throw problemOf(error, response);
  const etag = response.headers.get("ETag");
  return { data: data as Data, ...(etag && { etag: `${language.value} ${etag}` }) };
}

/** What a failure of a round means; rethrows what is a defect. */
export function roundOf(failure: unknown): Round {
  if (failure instanceof ServerAway) return "away";
  if (failure instanceof BatchRefused) return failure.status === 401 ? "signed-out" : "away";
  if (failure instanceof ProblemAnswer) return failure.status === 401 ? "ended" : "away";
  throw failure;
}
