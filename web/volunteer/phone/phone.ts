/** This phone as the page knows it: its identity, whose it is, its lock and its outbox, over one database. */

import { type Database, type Device, type Owner, NAME, deviceValue, deviceValueOr, keepDeviceValue, openDatabase } from "./database";
import { KeptOutbox } from "./kept_outbox";
import { Lock } from "./lock";
import { newKey } from "./sealing";

export class Phone {
  readonly outbox: KeptOutbox;
  readonly lock: Lock;

  private constructor(
    private readonly database: Database,
    /** Names this installation to the server. */
    readonly id: string,
    key: CryptoKey,
  ) {
    this.outbox = new KeptOutbox(database, key);
    this.lock = new Lock(database, key);
  }

  /** Opens what this browser keeps, or begins it. `onOutdated`: a newer version of the page runs in another tab. */
  static async open(onOutdated: () => void): Promise<Phone> {
    const database = await openDatabase(onOutdated);
    const id = await deviceValueOr(database, "id", crypto.randomUUID());
    const key = await deviceValueOr(database, "key", await newKey());
    return new Phone(database, id, key);
  }

  get<Name extends keyof Device>(name: Name): Promise<Device[Name] | undefined> {
    return deviceValue(this.database, name);
  }

  keep<Name extends keyof Device>(name: Name, value: Device[Name]): Promise<void> {
    return keepDeviceValue(this.database, name, value);
  }

  /** What the server said its time is, heard now; an earlier one than before is kept too: it knows better. */
  async heard(said: string): Promise<void> {
    await this.keep("serverTime", { said, at: Date.now() });
  }

  async ownedBy(owner: Owner): Promise<void> {
    await this.keep("owner", owner);
  }

  /** Destroy every key and all data that this page keeps in the browser. */
  async destroy(): Promise<void> {
    this.lock.lock();
    // Emptied first: another tab may hold the database open, and the deletion waits for it.
    await Promise.all((["households", "outbox", "device"] as const).map((store) => this.database.clear(store)));
    this.database.close();
    await new Promise<void>((resolve) => {
      const request = indexedDB.deleteDatabase(NAME);
      request.onsuccess = request.onerror = request.onblocked = () => resolve();
    });
  }
}
