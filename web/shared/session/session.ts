/** Who is signed in on this device. The credential lies in a cookie that no script reads; here is what it gives. */

import { signal } from "@preact/signals";
import { connect, dataOf, type Services } from "../api/client";
import type { components } from "../api/generated/access";
import { ProblemAnswer } from "../api/problems";

export type SignedIn = components["schemas"]["SignedIn"];
type PasskeyChallenge = components["schemas"]["PasskeyChallenge"];
export type SignInBody = components["schemas"]["SignInBody"];

/** `asking`: not known yet. `away`: the server did not answer, so who was signed in still is. */
export type Standing = "asking" | "in" | "out" | "away";

/** Refreshed this long before the token's end, so that none expires on its way. */
const AHEAD = 60_000;
const LOCK = "onetwenty.session";
/** Where the key of a refresh lies until it is answered: a lost answer is asked for again under the same key, for a
 * credential is good once. */
const ATTEMPT = "onetwenty.refresh";

export class Session {
  readonly standing = signal<Standing>("asking");
  readonly person = signal<SignedIn | undefined>(undefined);
  readonly services: Services = connect(() => this.bearer());
  private readonly open = connect(() => Promise.resolve(undefined));
  private goodUntil = 0;

  /** Go on with what the cookie says; call it once, when a page starts. */
  async resume(): Promise<void> {
    await this.refresh().catch(() => undefined);
  }

  async signIn(body: SignInBody): Promise<void> {
    this.take(await dataOf(this.open.access.POST("/api/access/v1/sessions", { body })));
  }

  async useInvitation(secret: string, device: string, code?: string): Promise<void> {
    const body = { secret, kind: "phone" as const, device, ...(code && { code }) };
    this.take(await dataOf(this.open.access.POST("/api/access/v1/sessions/invitation", { body })));
  }

  passkeyChallenge(): Promise<PasskeyChallenge> {
    return dataOf(this.open.access.POST("/api/access/v1/sessions/passkey-options", { body: {} }));
  }

  async signInByPasskey(body: components["schemas"]["PasskeySignInBody"]): Promise<void> {
    this.take(await dataOf(this.open.access.POST("/api/access/v1/sessions/passkey", { body })));
  }

  async signOut(): Promise<void> {
    await dataOf(this.services.access.DELETE("/api/access/v1/sessions/current")).catch((failure: unknown) => {
      // Who is no longer known there is signed out already.
      if (!(failure instanceof ProblemAnswer) || failure.status >= 500) throw failure;
    });
    this.leave();
  }

  /** A token that is still good, or undefined when nobody is signed in. Rejects when the server does not answer. */
  async bearer(): Promise<string | undefined> {
    if (this.standing.value === "out") return undefined;
    if (Date.now() >= this.goodUntil) await this.refresh();
    return this.person.value?.access_token;
  }

  /** One refresh at a time, across tabs: a credential is good for one. */
  private async refresh(): Promise<void> {
    await navigator.locks.request(LOCK, async () => {
      if (Date.now() >= this.goodUntil) await this.goOn();
    });
  }

  private async goOn(): Promise<void> {
    try {
      const headers = { "Idempotency-Key": attemptKey() };
      const { access } = this.open;
      const signedIn = await dataOf(access.POST("/api/access/v1/sessions/refresh", { body: {}, headers }));
      localStorage.removeItem(ATTEMPT);
      this.take(signedIn);
    } catch (failure) {
      if (failure instanceof ProblemAnswer && failure.status < 500 && failure.status !== 429) {
        localStorage.removeItem(ATTEMPT);
        this.leave();
      } else this.standing.value = "away";
      throw failure;
    }
  }

  private take(signedIn: SignedIn): void {
    this.person.value = signedIn;
    this.goodUntil = Date.now() + signedIn.expires_in * 1_000 - AHEAD;
    this.standing.value = "in";
  }

  private leave(): void {
    this.person.value = undefined;
    this.goodUntil = 0;
    this.standing.value = "out";
  }
}

function attemptKey(): string {
  const key = localStorage.getItem(ATTEMPT) ?? crypto.randomUUID();
  localStorage.setItem(ATTEMPT, key);
  return key;
}
