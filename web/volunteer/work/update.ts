/** The page without signal, and its next version: loaded beside, offered, and begun when the person says so. */

import { signal } from "@preact/signals";

/** Begins the next version; undefined while there is none. */
export const nextVersion = signal<(() => void) | undefined>(undefined);

const ADDRESS = `${import.meta.env.BASE_URL}sw.js`;
const LOOK_EVERY = 60 * 60_000;

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): string };
}

export async function followVersions(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const registration = await navigator.serviceWorker.register(ours(ADDRESS), { scope: import.meta.env.BASE_URL, updateViaCache: "none" });
  const offer = () => {
    const waiting = registration.waiting;
    // The first one ever has nothing to take over from.
    if (waiting === null || navigator.serviceWorker.controller === null) return;
    nextVersion.value = () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting.postMessage({ type: "SKIP_WAITING" });
    };
  };
  offer();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY);
}

/** The one address of a script that this page makes known at run time, by the one policy that the server allows. */
function ours(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  if (trustedTypes === undefined) return address;
  const policy = trustedTypes.createPolicy("onetwenty", {
    createScriptURL(asked) {
      if (asked !== ADDRESS) throw new TypeError("not a script of ours");
      return asked;
    },
  });
  return policy.createScriptURL(address);
}
