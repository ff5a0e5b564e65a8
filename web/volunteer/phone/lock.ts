/** The lock on the households: a PIN of six digits opens them; the outbox is never locked away from the server. */

import { type Database, type Device, type StoredHousehold, deviceValue, keepDeviceValue } from "./database";
import { keyUnder, newKeyUnder, open, PIN_ROUNDS, seal } from "./sealing";

export const WRONG_TRIES = 10;
export const DAYS_WITHOUT_CONTACT = 30;
export const IDLE_MS = 5 * 60_000;

/** What a try to open came to. `emptied`: the households were deleted; they come back with the next contact. */
export type Opened = "open" | "wrong" | "emptied";

export class Lock {
  private key: CryptoKey | undefined;

  constructor(
    private readonly database: Database,
    private readonly device: CryptoKey,
    private readonly rounds = PIN_ROUNDS,
  ) {}

  get isOpen(): boolean {
    return this.key !== undefined;
  }

  async hasPin(): Promise<boolean> {
    return (await deviceValue(this.database, "pin")) !== undefined;
  }

  /** Choose a PIN. What was sealed under an earlier one is deleted, for nobody can open it any more. */
  async choose(pin: string): Promise<void> {
    const [wrapped, key] = await newKeyUnder(pin, this.device, this.rounds);
    await this.empty();
    await keepDeviceValue(this.database, "pin", { ...wrapped, wrongTries: 0 });
    this.key = key;
  }

  async unlock(pin: string): Promise<Opened> {
    const kept = await deviceValue(this.database, "pin");
    if (kept === undefined) return "emptied";
    // Counted before it is tried, so that pulling the battery wins nothing.
    const tries = kept.wrongTries + 1;
    await keepDeviceValue(this.database, "pin", { ...kept, wrongTries: tries });
    this.key = await keyUnder(pin, this.device, kept);
    if (this.key !== undefined) {
      await keepDeviceValue(this.database, "pin", { ...kept, wrongTries: 0 });
      return "open";
    }
    if (tries < WRONG_TRIES) return "wrong";
    await this.empty();
    return "emptied";
  }

  lock(): void {
    this.key = undefined;
  }

  /** Delete the households and the key under the PIN. The outbox stays. */
  async empty(): Promise<void> {
    this.key = undefined;
    const transaction = this.database.transaction(["device", "households"], "readwrite", { durability: "strict" });
    await Promise.all([
      transaction.objectStore("households").clear(),
      transaction.objectStore("device").delete("pin"),
      transaction.objectStore("device").delete("etags"),
      transaction.done,
    ]);
  }

  /** Delete the households of a phone that has not met the server for 30 days; whether it did. */
  async emptyIfForgotten(now: number): Promise<boolean> {
    const contact = await deviceValue(this.database, "serverTime");
    if (contact === undefined || now - contact.at <= DAYS_WITHOUT_CONTACT * 86_400_000) return false;
    await this.empty();
    return true;
  }

  async sealHousehold(id: string, content: unknown): Promise<StoredHousehold> {
    return { id, sealed: await seal(this.opener(), `household/${id}`, content) };
  }

  /** Keep these households, forget those, and remember what the server's lists were, all or nothing. */
  async keep(put: readonly StoredHousehold[], remove: readonly string[], taken: Partial<Pick<Device, "etags" | "takenAt">> = {}): Promise<void> {
    const transaction = this.database.transaction(["device", "households"], "readwrite", { durability: "strict" });
    // Another tab may have emptied this phone meanwhile: then nothing comes back.
    const isStillOurs = (await transaction.objectStore("device").get("pin")) !== undefined;
    const writes = isStillOurs ? [
      ...put.map((household) => transaction.objectStore("households").put(household)),
      ...remove.map((id) => transaction.objectStore("households").delete(id)),
      ...Object.entries(taken).map(([name, value]) => transaction.objectStore("device").put(value, name)),
    ] : [];
    await Promise.all([...writes, transaction.done]);
  }

  async households(): Promise<readonly unknown[]> {
    const stored = await this.database.getAll("households");
    return Promise.all(stored.map(({ id, sealed }) => open(this.opener(), `household/${id}`, sealed)));
  }

  private opener(): CryptoKey {
    if (this.key === undefined) throw new Error("the phone is locked");
    return this.key;
  }
}
