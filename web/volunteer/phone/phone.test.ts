import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it } from "vitest";
import type { Draft } from "../outbox/entry";
import { mended, onItsWay } from "../outbox/machine";
import { type Database, keepDeviceValue, openDatabase } from "./database";
import { KeptOutbox } from "./kept_outbox";
import { Lock, WRONG_TRIES } from "./lock";
import { newKey, open, seal } from "./sealing";
import { isWeak } from "./weak_pins";

const NAME = "Trần Thị Mai";
const ROUNDS = 1_000;

let database: Database;
let device: CryptoKey;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  database = await openDatabase();
  device = await newKey();
});

function draft(commandId: string): Draft {
  return { commandId, service: "visits", kind: "RecordVisit", householdId: "h1", body: { note: NAME }, savedAt: "2026-03-01T00:00:00Z" };
}

async function everythingKept(): Promise<string> {
  const stores = await Promise.all((["device", "outbox", "households"] as const).map((name) => database.getAll(name)));
  const bytes = (_: string, value: unknown) => (value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value);
  return JSON.stringify(stores, bytes);
}

describe("the kept outbox", () => {
  it("numbers entries in the order of their saving, whichever tab saved them", async () => {
    const [first, second] = [new KeptOutbox(database, device), new KeptOutbox(await openDatabase(), device)];
    await Promise.all(["a", "b", "c", "d"].map((id, at) => (at % 2 ? first : second).save(draft(id))));
    const entries = await first.all();
    expect(entries.map((entry) => entry.order)).toEqual([1, 2, 3, 4]);
    expect(entries[0]?.body).toEqual({ note: NAME });
  });

  it("keeps nothing personal in the clear", async () => {
    const [outbox, lock] = [new KeptOutbox(database, device), new Lock(database, device, ROUNDS)];
    await lock.choose("135790");
    await outbox.save(draft("a"), [await lock.sealHousehold("h1", { head_name: NAME })]);
    const kept = await everythingKept();
    expect(kept).toContain('"commandId":"a"');
    expect(kept).not.toContain("Mai");
    expect(kept).not.toContain("135790");
  });

  it("saves the entry and the household it changes, both or neither", async () => {
    const [outbox, lock] = [new KeptOutbox(database, device), new Lock(database, device, ROUNDS)];
    await lock.choose("135790");
    await outbox.save(draft("a"), [await lock.sealHousehold("h1", { visits: 1 })]);
    // The same id a second time is refused by the database, and then the household is not changed either.
    await expect(outbox.save(draft("a"), [await lock.sealHousehold("h1", { visits: 2 })])).rejects.toThrow();
    expect(await lock.households()).toEqual([{ visits: 1 }]);
    expect(await outbox.all()).toHaveLength(1);
  });

  it("does not bring back what was removed meanwhile", async () => {
    const outbox = new KeptOutbox(database, device);
    const entry = await outbox.save(draft("a"));
    await outbox.remove(["a"]);
    await outbox.put([onItsWay(entry)]);
    expect(await outbox.all()).toEqual([]);
  });

  it("puts a mended entry at the place of the refused one", async () => {
    const outbox = new KeptOutbox(database, device);
    const refused = await outbox.save(draft("a"));
    await outbox.save(draft("b"));
    await outbox.replace("a", mended(refused, "a2", { note: "khác" }));
    expect((await outbox.all()).map((entry) => entry.commandId)).toEqual(["a2", "b"]);
  });
});

describe("the lock", () => {
  it("opens with its PIN alone, on its phone alone", async () => {
    const lock = new Lock(database, device, ROUNDS);
    await lock.choose("135790");
    await database.put("households", await lock.sealHousehold("h1", { head_name: NAME }));
    lock.lock();
    await expect(lock.households()).rejects.toThrow("locked");
    expect(await lock.unlock("000000")).toBe("wrong");
    expect(lock.isOpen).toBe(false);
    expect(await lock.unlock("135790")).toBe("open");
    expect(await lock.households()).toEqual([{ head_name: NAME }]);
    await expect(new Lock(database, await newKey(), ROUNDS).unlock("135790")).rejects.toThrow();
  });

  it("deletes the households at the tenth wrong try, also across restarts, and keeps the outbox", async () => {
    const outbox = new KeptOutbox(database, device);
    await new Lock(database, device, ROUNDS).choose("135790");
    await outbox.save(draft("a"), [{ id: "h1", sealed: await seal(device, "x", {}) }]);
    const outcomes = [];
    for (let tries = 0; tries < WRONG_TRIES; tries += 1) {
      outcomes.push(await new Lock(database, device, ROUNDS).unlock("000000"));
    }
    expect(outcomes).toEqual([...Array<string>(WRONG_TRIES - 1).fill("wrong"), "emptied"]);
    expect(await database.count("households")).toBe(0);
    expect(await new Lock(database, device, ROUNDS).unlock("135790")).toBe("emptied");
    expect(await outbox.all()).toHaveLength(1);
  });

  it("deletes the households of a phone that met no server for 30 days", async () => {
    const lock = new Lock(database, device, ROUNDS);
    await lock.choose("135790");
    await database.put("households", await lock.sealHousehold("h1", {}));
    await keepDeviceValue(database, "serverTime", { said: "2026-03-01T00:00:00Z", at: 0 });
    expect(await lock.emptyIfForgotten(30 * 86_400_000)).toBe(false);
    expect(await lock.emptyIfForgotten(30 * 86_400_000 + 1)).toBe(true);
    expect(await database.count("households")).toBe(0);
  });
});

describe("sealing", () => {
  it("does not open in another place, nor after a change", async () => {
    const sealed = await seal(device, "household/1", { head_name: NAME });
    expect(await open(device, "household/1", sealed)).toEqual({ head_name: NAME });
    await expect(open(device, "household/2", sealed)).rejects.toThrow();
    new Uint8Array(sealed.box)[0] = (new Uint8Array(sealed.box)[0] ?? 0) ^ 1;
    await expect(open(device, "household/1", sealed)).rejects.toThrow();
  });

  it("has keys that cannot be read out", async () => {
    await expect(crypto.subtle.exportKey("raw", device)).rejects.toThrow();
  });
});

describe("a PIN", () => {
  it("is not one that is tried first", () => {
    expect(["111111", "123456", "654321", "121212", "123123"].map(isWeak)).toEqual([true, true, true, true, true]);
    expect(isWeak("482915")).toBe(false);
  });
});
