/** Passkeys by the browser's own JSON forms (WebAuthn level 3); browsers without them sign in by password. */

import { dataOf } from "../api/client";
import type { components } from "../api/generated/access";
import type { Session } from "./session";

type Shown = components["schemas"]["PasskeySignInBody"]["credential"];
type Made = components["schemas"]["PasskeyBody"]["credential"];

export function passkeysWork(): boolean {
  return typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** Let the person show a passkey, and sign in with it alone. */
export async function showPasskey(session: Session): Promise<void> {
  const { challenge_id, options } = await session.passkeyChallenge();
  const asked = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked);
  const shown = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  if (shown === null) return;
  await session.signInByPasskey({ challenge_id, credential: parts(shown) as Shown, kind: "office" });
}

/** Let the person make a passkey for the account that is signed in. */
export async function makePasskey(session: Session, label: string): Promise<void> {
  const { access } = session.services;
  const { challenge_id, options } = await dataOf(access.POST("/api/access/v1/passkeys/options", { body: {} }));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON);
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (made === null) return;
  await dataOf(access.POST("/api/access/v1/passkeys", { body: { challenge_id, credential: parts(made) as Made, label } }));
}

/** What the server takes of a credential: browsers add more, as extensions, that it has no field for. */
function parts(credential: PublicKeyCredential): unknown {
  const { id, rawId, type, response } = credential.toJSON() as { id: string; rawId: string; type: string; response: Record<string, unknown> };
  const wanted = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const kept = Object.fromEntries(wanted.filter((name) => response[name] != null).map((name) => [name, response[name]]));
  return { id, rawId, type, response: kept };
}
