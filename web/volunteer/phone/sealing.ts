/** Encryption of what lies on the phone: AES-GCM with keys that no script can read out of the browser. */

export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly box: ArrayBuffer;
}

/** Rounds of PBKDF2-SHA-256 behind a PIN (OWASP Password Storage Cheat Sheet, 2023: 600,000). */
export const PIN_ROUNDS = 600_000;

const GCM = "AES-GCM";

export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: GCM, length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Bound to `place`: a box moved to another record does not open there. */
export async function seal(key: CryptoKey, place: string, content: unknown): Promise<Sealed> {
  return sealBytes(key, place, new TextEncoder().encode(JSON.stringify(content)));
}

/** Rejects when the key or the place is another one, or the box was changed. */
export async function open(key: CryptoKey, place: string, sealed: Sealed): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await openBytes(key, place, sealed))) as unknown;
}

/** A key under a PIN: what is kept, and the key itself for as long as the phone is open. */
export interface Wrapped {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly rounds: number;
  readonly sealed: Sealed;
}

/** Make a key that only the PIN, on this phone, opens again: it is sealed for the PIN, and that for the device. */
export async function newKeyUnder(pin: string, device: CryptoKey, rounds = PIN_ROUNDS): Promise<[Wrapped, CryptoKey]> {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const inner = await sealBytes(await pinKey(pin, salt, rounds), "pin", raw);
  const sealed = await sealBytes(device, "pin", joined(inner));
  return [{ salt, rounds, sealed }, await usable(raw)];
}

/** The key again; undefined for a wrong PIN. */
export async function keyUnder(pin: string, device: CryptoKey, wrapped: Wrapped): Promise<CryptoKey | undefined> {
  const inner = parted(await openBytes(device, "pin", wrapped.sealed));
  const derived = await pinKey(pin, wrapped.salt, wrapped.rounds);
  const raw = await openBytes(derived, "pin", inner).catch(() => undefined);
  return raw === undefined ? undefined : usable(new Uint8Array(raw));
}

async function sealBytes(key: CryptoKey, place: string, bytes: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, box: await crypto.subtle.encrypt({ name: GCM, iv, additionalData: named(place) }, key, bytes) };
}

function openBytes(key: CryptoKey, place: string, { iv, box }: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: GCM, iv, additionalData: named(place) }, key, box);
}

async function pinKey(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey("raw", named(pin), "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(derivation, typed, { name: GCM, length: 256 }, false, ["encrypt", "decrypt"]);
}

function usable(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw, GCM, false, ["encrypt", "decrypt"]);
}

function named(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function joined({ iv, box }: Sealed): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(iv.length + box.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(box), iv.length);
  return bytes;
}

function parted(bytes: ArrayBuffer): Sealed {
  return { iv: new Uint8Array(bytes.slice(0, 12)), box: bytes.slice(12) };
}
