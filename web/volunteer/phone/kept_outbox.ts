/** The outbox in IndexedDB: each entry sealed with the device's key, several written in one transaction. */

import { type Draft, type Entry, saved } from "../outbox/entry";
import type { OutboxStore } from "../outbox/sender";
import type { Database, StoredEntry, StoredHousehold } from "./database";
import { open, seal } from "./sealing";

export class KeptOutbox implements OutboxStore {
  constructor(
    private readonly database: Database,
    private readonly key: CryptoKey,
  ) {}

  async all(): Promise<readonly Entry[]> {
    const stored = await this.database.getAll("outbox");
    const entries = await Promise.all(stored.map((one) => this.opened(one)));
    return entries.sort((a, b) => a.order - b.order);
  }

  /** Save what was recorded and what the page shows of it, both or neither. Rejects when the disk is full. */
  async save(draft: Draft, households: readonly StoredHousehold[] = []): Promise<Entry> {
    const [entry] = await this.saveAll([draft], households);
    return entry as Entry;
  }

  /** As `save`, for what belongs together: all of it in one transaction, in this order. */
  async saveAll(drafts: readonly Draft[], households: readonly StoredHousehold[] = []): Promise<readonly Entry[]> {
    // Sealed before the transaction begins: IndexedDB closes one that waits for anything else than itself.
    const sealed = await Promise.all(drafts.map((draft) => this.sealed(saved(draft, 0))));
    const transaction = this.database.transaction(["device", "outbox", "households"], "readwrite", { durability: "strict" });
    const last = Number((await transaction.objectStore("device").get("lastOrder")) ?? 0);
    await Promise.all([
      transaction.objectStore("device").put(last + drafts.length, "lastOrder"),
      ...sealed.map((entry, at) => transaction.objectStore("outbox").add({ ...entry, order: last + at + 1 })),
      ...households.map((household) => transaction.objectStore("households").put(household)),
      transaction.done,
    ]);
    return drafts.map((draft, at) => saved(draft, last + at + 1));
  }

  async put(entries: readonly Entry[]): Promise<void> {
    const sealed = await Promise.all(entries.map((entry) => this.sealed(entry)));
    const transaction = this.database.transaction("outbox", "readwrite", { durability: "strict" });
    const known = new Set(await transaction.store.getAllKeys());
    await Promise.all([
      ...sealed.filter((entry) => known.has(entry.commandId)).map((entry) => transaction.store.put(entry)),
      transaction.done,
    ]);
  }

  /** Put a mended entry in the place of the refused one, at its old place in the order. */
  async replace(commandId: string, entry: Entry): Promise<void> {
    const sealed = await this.sealed(entry);
    const transaction = this.database.transaction("outbox", "readwrite", { durability: "strict" });
    await Promise.all([transaction.store.delete(commandId), transaction.store.put(sealed), transaction.done]);
  }

  async remove(commandIds: readonly string[]): Promise<void> {
    const transaction = this.database.transaction("outbox", "readwrite", { durability: "strict" });
    await Promise.all([...commandIds.map((id) => transaction.store.delete(id)), transaction.done]);
  }

  private async sealed({ body, problem, ...clear }: Entry): Promise<StoredEntry> {
    return { ...clear, sealed: await seal(this.key, `outbox/${clear.commandId}`, { body, problem }) };
  }

  private async opened({ sealed, ...clear }: StoredEntry): Promise<Entry> {
    return { ...clear, ...((await open(this.key, `outbox/${clear.commandId}`, sealed)) as Pick<Entry, "body">) };
  }
}
