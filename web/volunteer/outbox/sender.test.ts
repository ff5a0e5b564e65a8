import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { saved, type Entry, type Service } from "./entry";
import { nextBatch } from "./machine";
import { BatchRefused, Sender, type BatchAnswer, type OutboxStore } from "./sender";

/** What is on the phone's disk: it survives whatever happens to the page. */
class Disk implements OutboxStore {
  readonly kept = new Map<string, Entry>();
  all = () => Promise.resolve([...this.kept.values()]);
  put = (entries: readonly Entry[]): Promise<void> => {
    for (const entry of entries) if (this.kept.has(entry.commandId)) this.kept.set(entry.commandId, entry);
    return Promise.resolve();
  };
  remove = (ids: readonly string[]): Promise<void> => {
    for (const id of ids) this.kept.delete(id);
    return Promise.resolve();
  };
  record(number: number): void {
    const household = `household-${number % 3}`;
    const service: Service = number % 4 === 0 ? "assignment" : "visits";
    const draft = { commandId: `command-${number}`, service, kind: "k", householdId: household, body: { number }, savedAt: time(number) };
    this.kept.set(draft.commandId, saved(draft, number));
  }
}

/** A server that counts by command id, and can be put back to an earlier state. */
class Server {
  era = 1;
  readonly arrivals: string[] = [];
  readonly ledgers: Record<Service, string[]> = { assignment: [], visits: [] };
  accept(service: Service, entries: readonly Entry[], mood: Mood): BatchAnswer {
    const answers = entries.map((entry, at) => {
      // As the server does: what follows an unavailable command of its household is not tried.
      if (mood === "half" && at >= entries.length / 2) return { command_id: entry.commandId, status: 503, retry_after: 1 };
      const ledger = this.ledgers[service];
      if (!ledger.includes(entry.commandId)) {
        ledger.push(entry.commandId);
        this.arrivals.push(entry.commandId);
      }
      return { command_id: entry.commandId, status: 201 };
    });
    return { era: this.eraText(), received_at: time(0), answers };
  }
  restore(lostCommands: number): void {
    this.era += 1;
    for (const ledger of Object.values(this.ledgers)) ledger.splice(Math.max(0, ledger.length - lostCommands));
  }
  private eraText = () => String(this.era).padStart(6, "0");
}

type Mood = "good" | "half" | "offline" | "answer lost" | "busy" | "killed";
const MOODS: readonly Mood[] = ["good", "half", "offline", "answer lost", "busy", "killed"];

class Killed extends Error {}

class Phone {
  clock = Date.parse("2026-03-01T00:00:00Z");
  readonly disk = new Disk();
  constructor(readonly server: Server) {}

  async send(mood: Mood): Promise<void> {
    const disk = this.disk;
    // A killed page writes nothing any more: not even that it was interrupted.
    const page: OutboxStore = { all: disk.all, remove: disk.remove, put: (entries) => (dead ? new Promise(() => undefined) : disk.put(entries)) };
    let dead = false;
    const killed = new Promise<never>((_, reject) => {
      this.kill = () => {
        dead = true;
        reject(new Killed());
      };
    });
    const sender = new Sender(page, (service, entries) => this.post(service, entries, mood), () => this.clock);
    await Promise.race([sender.sendAll(), killed]).catch((failure: unknown) => {
      if (!(failure instanceof Killed)) throw failure;
    });
  }

  private kill: () => void = () => undefined;

  private post(service: Service, entries: readonly Entry[], mood: Mood): Promise<BatchAnswer> {
    if (mood === "offline") return Promise.reject(new TypeError("no network"));
    if (mood === "busy") return Promise.reject(new BatchRefused(429, 5));
    const answer = this.server.accept(service, entries, mood);
    if (mood === "answer lost") return Promise.reject(new TypeError("connection lost"));
    if (mood === "killed") this.kill();
    return Promise.resolve(answer);
  }
}

const ordinary = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ type: "record" as const }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant("send" as const), mood: fc.constantFrom(...MOODS) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 900 }) }) },
);
const restore = fc.record({ type: fc.constant("restore" as const), lost: fc.integer({ min: 0, max: 3 }) });
const anything = fc.oneof({ weight: 11, arbitrary: ordinary }, { weight: 1, arbitrary: restore });

type Happening = { type: "record" } | { type: "send"; mood: Mood } | { type: "wait"; seconds: number } | { type: "restore"; lost: number };

describe("the outbox", () => {
  it("ends with exactly what was recorded, whatever happened", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 40 }), async (happenings) => {
        const { server, recorded } = await live(happenings);
        const accepted = [...server.ledgers.assignment, ...server.ledgers.visits];
        const expected = Array.from({ length: recorded }, (_, at) => `command-${at + 1}`);
        expect([...accepted].sort()).toEqual([...expected].sort());
      }),
      { numRuns: 300 },
    );
  });

  it("keeps the order of a household's entries, across both services", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(ordinary, { maxLength: 40 }), async (happenings) => {
        const { server } = await live(happenings);
        for (const household of [0, 1, 2]) {
          const numbers = server.arrivals.map((id) => Number(id.split("-")[1])).filter((n) => n % 3 === household);
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("keeps what a restore has lost until the server says its new era, then sends it again", async () => {
    const phone = new Phone(new Server());
    [1, 2, 3].forEach((number) => phone.disk.record(number));
    await phone.send("good");
    phone.server.restore(2);
    expect(phone.server.ledgers.visits).toEqual(["command-1"]);
    phone.disk.record(5);
    await settle(phone);
    expect(phone.server.ledgers.visits).toEqual(["command-1", "command-5", "command-2", "command-3"]);
  });

  it("forgets what was accepted a month ago, and nothing else", async () => {
    const phone = new Phone(new Server());
    [1, 2].forEach((number) => phone.disk.record(number));
    await phone.send("good");
    phone.clock += 31 * 86_400_000;
    phone.disk.record(3);
    await phone.send("offline");
    expect((await phone.disk.all()).map((entry) => entry.commandId)).toEqual(["command-3"]);
  });

  it("does not wait when the network is back", async () => {
    const phone = new Phone(new Server());
    phone.disk.record(1);
    await phone.send("offline");
    await new Sender(phone.disk, () => Promise.reject(new TypeError("no network")), () => phone.clock).hurry();
    await phone.send("good");
    expect(phone.server.ledgers.visits).toEqual(["command-1"]);
  });

  it("sends what a person dated apart from what the phone's clock dated", () => {
    const entry = (number: number, told: boolean) => ({ ...saved({ commandId: `c${number}`, service: "visits", kind: "k", householdId: `h${number}`, body: {}, savedAt: time(number), told }, number) });
    const batch = nextBatch([entry(1, false), entry(2, true), entry(3, false)], "visits", 0);
    expect(batch.map((one) => one.commandId)).toEqual(["c1", "c3"]);
  });

  it("waits longer after each lost attempt, and at least as long as the server asks", async () => {
    const phone = new Phone(new Server());
    phone.disk.record(1);
    await phone.send("offline");
    expect((await phone.disk.all())[0]?.notBefore).toBe(phone.clock + 2_000);
    phone.clock += 2_000;
    await phone.send("offline");
    expect((await phone.disk.all())[0]?.notBefore).toBe(phone.clock + 4_000);
    phone.clock += 4_000;
    await phone.send("busy");
    expect((await phone.disk.all())[0]?.notBefore).toBe(phone.clock + 8_000);
  });
});

/** A phone's life until the network is back for good and everything has been answered. */
async function live(happenings: readonly Happening[]): Promise<{ server: Server; recorded: number }> {
  const phone = new Phone(new Server());
  let recorded = 0;
  for (const one of happenings) {
    if (one.type === "record") phone.disk.record((recorded += 1));
    else if (one.type === "send") await phone.send(one.mood);
    else if (one.type === "wait") phone.clock += one.seconds * 1_000;
    else phone.server.restore(one.lost);
  }
  await settle(phone);
  return { server: phone.server, recorded };
}

/** The network is back for good: send until nothing waits, and greet both services, for a restore may show late. */
async function settle(phone: Phone): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    phone.clock += 400_000;
    await phone.send("good");
    const sender = new Sender(phone.disk, (service, entries) => Promise.resolve(phone.server.accept(service, entries, "good")), () => phone.clock);
    await sender.greet("assignment");
    await sender.greet("visits");
    if ((await phone.disk.all()).every((entry) => entry.state === "accepted")) return;
  }
  throw new Error("the outbox does not come to rest");
}

function time(minutes: number): string {
  return new Date(Date.parse("2026-03-01T00:00:00Z") + minutes * 60_000).toISOString();
}
