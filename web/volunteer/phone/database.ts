/** What a phone keeps, in one IndexedDB: its own identity, the outbox, and its households. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Entry } from "../outbox/entry";
import type { Sealed, Wrapped } from "./sealing";

export const NAME = "onetwenty-volunteer";
const VERSION = 1;

/** What says where an entry stands is in the clear, so that it can be counted while the phone is locked. */
export type StoredEntry = Omit<Entry, "body" | "problem"> & { readonly sealed: Sealed };

export interface StoredHousehold {
  readonly id: string;
  readonly sealed: Sealed;
}

/** Whose phone it is. `session`: the one in which the PIN was chosen; another PIN needs another sign-in. */
export interface Owner {
  readonly accountId: string;
  readonly volunteerId: string;
  readonly ward: string;
  readonly session?: string;
}

/** Values of the store `device`, by name. */
export interface Device {
  /** Names this installation to the server; a reinstall is another phone. */
  readonly id: string;
  /** Seals the outbox; what a volunteer recorded can be sent while the phone is locked. */
  readonly key: CryptoKey;
  /** Opens the households; absent until a PIN is chosen. */
  readonly pin: Wrapped & { readonly wrongTries: number };
  /** The latest time that the server said, RFC 3339, and when that was by this phone's clock. */
  readonly serverTime: { readonly said: string; readonly at: number };
  /** Counts entries, so that they keep their order across tabs. */
  readonly lastOrder: number;
  /** ETags of what was last taken over, by service. */
  readonly etags: Readonly<Record<string, string>>;
  readonly owner: Owner;
  /** When the households were last taken over, by this phone's clock. */
  readonly takenAt: number;
  /** How often this phone recorded each procedure, so that the usual ones come first. */
  readonly used: Readonly<Record<string, number>>;
}

interface Schema extends DBSchema {
  device: { key: string; value: Device[keyof Device] };
  outbox: { key: string; value: StoredEntry };
  households: { key: string; value: StoredHousehold };
}

export type Database = IDBPDatabase<Schema>;

/** Opens it; another tab with a newer version of the page makes this one close and `onOutdated` is called. */
export async function openDatabase(onOutdated: () => void = () => undefined): Promise<Database> {
  const database = await openDB<Schema>(NAME, VERSION, {
    upgrade(fresh) {
      fresh.createObjectStore("device");
      fresh.createObjectStore("outbox", { keyPath: "commandId" });
      fresh.createObjectStore("households", { keyPath: "id" });
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onOutdated();
    },
  });
  return database;
}

export async function deviceValue<Name extends keyof Device>(database: Database, name: Name): Promise<Device[Name] | undefined> {
  return (await database.get("device", name)) as Device[Name] | undefined;
}

export async function keepDeviceValue<Name extends keyof Device>(database: Database, name: Name, value: Device[Name]): Promise<void> {
  await database.put("device", value, name);
}

/** The value, made once, whichever tab asks first. */
export async function deviceValueOr<Name extends "id" | "key">(database: Database, name: Name, fresh: Device[Name]): Promise<Device[Name]> {
  const transaction = database.transaction("device", "readwrite", { durability: "strict" });
  const known = (await transaction.store.get(name)) as Device[Name] | undefined;
  if (known === undefined) await transaction.store.put(fresh, name);
  await transaction.done;
  return known ?? fresh;
}
