/** The volunteer's work on this phone: who is here, what the page shows, and when it talks with the server. */

import { computed, effect, signal } from "@preact/signals";
import { dayOf } from "@shared/i18n/days";
import type { Session, SignedIn } from "@shared/session/session";
import type { KeptHousehold } from "../caseload/household";
import { shown } from "../caseload/overlay";
import { type Draft, type Entry, unaccepted } from "../outbox/entry";
import { again } from "../outbox/machine";
import type { Owner } from "../phone/database";
import type { Opened } from "../phone/lock";
import { Phone } from "../phone/phone";
import { countedOn } from "../visit/procedures";
import { Exchange, roundOf, type Round } from "./exchange";
import { Turns } from "./turns";

/** `stranger`: signed in is another volunteer than the one whose records lie here. `unusable`: the browser keeps nothing. */
export type Stage = "starting" | "sign-in" | "stranger" | "not-volunteer" | "choose-pin" | "locked" | "open" | "outdated" | "unusable";
/** Why somebody has to sign in who was signed in. */
export type Emptied = "wrong-tries" | "forgotten-pin" | "no-contact";

const CHANNEL = "onetwenty.volunteer";
/** The server's word for what happened after the session's end. */
const TOO_LATE = "/problems/recorded-after-session-end";
export class Work {
  readonly stage = signal<Stage>("starting");
  readonly emptied = signal<Emptied | undefined>(undefined);
  readonly entries = signal<readonly Entry[]>([]);
  readonly takenAt = signal<number | undefined>(undefined);
  readonly round = signal<Round | "running" | undefined>(undefined);
  readonly used = signal<Readonly<Record<string, number>>>({});
  readonly kept = signal<readonly KeptHousehold[]>([]);
  readonly households = computed(() => this.kept.value.map((one) => shown(one, this.entries.value)));
  readonly waiting = computed(() => unaccepted(this.entries.value));
  owner: Owner | undefined;

  private phoneHere: Phone | undefined;
  private exchange: Exchange | undefined;
  private readonly tabs = new BroadcastChannel(CHANNEL);
  private readonly turns = new Turns(() => this.talk());
  private isHurried = false;

  constructor(readonly session: Session) {}

  get phone(): Phone {
    if (this.phoneHere === undefined) throw new Error("the phone is not open yet");
    return this.phoneHere;
  }

  /** Opens what this browser keeps; call it once, when the page starts. */
  async begin(): Promise<void> {
    try {
      this.phoneHere = await Phone.open(() => (this.stage.value = "outdated"));
    } catch {
      this.stage.value = "unusable";
      return;
    }
    this.exchange = new Exchange(this.phone, this.session.services);
    this.tabs.onmessage = ({ data }: MessageEvent<"changed" | "gone">) => (data === "gone" ? location.reload() : void this.reload());
    if (await this.phone.lock.emptyIfForgotten(Date.now())) this.emptied.value = "no-contact";
    this.owner = await this.phone.get("owner");
    await this.reload();
    this.stage.value = (await this.isLocked()) ? "locked" : "sign-in";
    effect(() => {
      const person = this.session.person.value;
      if (person !== undefined) void this.arrived(person);
    });
    addEventListener("online", () => void this.sync({ atOnce: true }));
    addEventListener("offline", () => (this.round.value = "away"));
    await this.session.resume();
    void this.sync({ atOnce: true });
  }

  async choosePin(pin: string): Promise<void> {
    const person = this.session.person.value;
    if (person?.volunteer_id == null || person.ward === null) throw new Error("nobody is signed in");
    await this.phone.lock.choose(pin);
    this.owner = { accountId: person.account_id, volunteerId: person.volunteer_id, ward: person.ward, session: person.session_id };
    await this.phone.ownedBy(this.owner);
    void navigator.storage.persist();
    this.emptied.value = undefined;
    await this.opened();
  }

  async unlock(pin: string): Promise<Opened> {
    const outcome = await this.phone.lock.unlock(pin);
    if (outcome === "open") await this.opened();
    if (outcome === "emptied") await this.empty("wrong-tries");
    return outcome;
  }

  /** Nobody looked for a while, or the person asked. */
  lock(): void {
    if (this.stage.value !== "open") return;
    this.phone.lock.lock();
    this.kept.value = [];
    this.stage.value = "locked";
  }

  /** Delete the households and the PIN; only a new sign-in brings them back. The outbox stays and is sent. */
  async empty(why: Emptied): Promise<void> {
    await this.phone.lock.empty();
    this.kept.value = [];
    this.emptied.value = why;
    this.stage.value = "sign-in";
    this.tellTabs("changed");
  }

  /** Save what was recorded, with the household as it is now. Rejects, and has saved nothing, when the disk is full. */
  async record(drafts: readonly Draft[], household?: KeptHousehold): Promise<void> {
    const stored = household ? [await this.phone.lock.sealHousehold(household.household.id, household)] : [];
    const saved = await this.phone.outbox.saveAll(drafts, stored);
    // Shown at once, without reading everything again: a thumb waits for it.
    this.entries.value = [...this.entries.value, ...saved];
    if (household) this.kept.value = [...this.kept.value.filter((one) => one.household.id !== household.household.id), household];
    this.tellTabs("changed");
    void this.sync();
  }

  /** Keep a household's record alone: a form that was begun. */
  async keepHousehold(household: KeptHousehold): Promise<void> {
    if (!this.phone.lock.isOpen) return;
    await this.phone.lock.keep([await this.phone.lock.sealHousehold(household.household.id, household)], []);
    this.kept.value = this.kept.value.map((one) => (one.household.id === household.household.id ? household : one));
  }

  /** Put a mended entry in the place of the refused one. */
  async mend(commandId: string, entry: Entry): Promise<void> {
    await this.phone.outbox.replace(commandId, entry);
    await this.change({});
  }

  /** How often each was recorded on this phone; nothing waits for it. */
  async countProcedures(ids: readonly string[]): Promise<void> {
    this.used.value = countedOn(this.used.value, ids);
    await this.phone.keep("used", this.used.value);
  }

  /** Whether this phone's day lies before the last one that the server said: then a person has to say when it was. */
  async clockIsBehind(): Promise<string | undefined> {
    const heard = await this.phone.get("serverTime");
    return heard !== undefined && dayOf(Date.now()) < dayOf(new Date(heard.said)) ? heard.said : undefined;
  }

  /** Entries changed by the person: mended, sent again, given up. */
  async change(changes: { put?: readonly Entry[]; remove?: readonly string[] }): Promise<void> {
    if (changes.put) await this.phone.outbox.put(changes.put);
    if (changes.remove) await this.phone.outbox.remove(changes.remove);
    await this.reload();
    this.tellTabs("changed");
    void this.sync({ atOnce: true });
  }

  /** Talk with the server when this tab's turn comes; asked several times meanwhile, it is done once. */
  sync({ atOnce = false } = {}): Promise<void> {
    this.isHurried ||= atOnce;
    return this.turns.ask();
  }

  /** Sign out and destroy what lies here. Rejects when the server does not answer: its cookie cannot be left alone. */
  async leave(): Promise<void> {
    await this.turns.alone(async () => {
      await this.session.signOut();
      await this.phone.destroy();
    });
    this.tellTabs("gone");
    location.replace("/volunteer/");
  }

  async reload(): Promise<void> {
    this.entries.value = await this.phone.outbox.all();
    this.takenAt.value = await this.phone.get("takenAt");
    this.used.value = (await this.phone.get("used")) ?? {};
    if (!this.phone.lock.isOpen) return;
    if (await this.phone.lock.hasPin()) this.kept.value = (await this.phone.lock.households()) as readonly KeptHousehold[];
    else await this.empty(this.emptied.value ?? "forgotten-pin");
  }

  private async opened(): Promise<void> {
    await this.reload();
    this.stage.value = "open";
    void this.sync({ atOnce: true });
  }

  private async isLocked(): Promise<boolean> {
    return this.owner !== undefined && (await this.phone.lock.hasPin());
  }

  private async arrived(person: SignedIn): Promise<void> {
    if (person.volunteer_id === null) this.stage.value = "not-volunteer";
    else if (this.owner !== undefined && this.owner.volunteerId !== person.volunteer_id) this.stage.value = "stranger";
    else if (this.stage.value === "open" || (await this.isLocked())) await this.sendAgainAfterSignIn(person);
    else if (person.after_end === undefined && this.owner?.session !== person.session_id) this.stage.value = "choose-pin";
  }

  /** What a session that had ended could not send, a new one can. */
  private async sendAgainAfterSignIn(person: SignedIn): Promise<void> {
    if (person.after_end !== undefined) return;
    const late = this.entries.value.filter((entry) => entry.problem?.type === TOO_LATE).map(again);
    if (late.length) await this.change({ put: late });
    else if (this.round.value === "ended" || this.round.value === "signed-out") void this.sync({ atOnce: true });
  }

  private async talk(): Promise<void> {
    if (this.exchange === undefined || this.stage.value === "unusable") return;
    if (!navigator.onLine) {
      this.round.value = "away";
      return;
    }
    this.round.value = "running";
    try {
      if (this.isHurried) await this.exchange.sender.hurry();
      this.isHurried = false;
      this.round.value = await this.talkAsOwner(this.exchange);
    } catch (failure) {
      this.round.value = roundOf(failure);
    }
    await this.reload();
    this.tellTabs("changed");
    this.turns.again(await this.exchange.sender.wakeAt());
  }

  private async talkAsOwner(exchange: Exchange): Promise<Round> {
    const token = await this.session.bearer();
    const person = this.session.person.value;
    if (token === undefined || person === undefined) return "signed-out";
    // Nothing is sent in the name of anyone but the one who recorded it.
    if (this.owner === undefined || person.volunteer_id !== this.owner.volunteerId) return "signed-out";
    if ((await exchange.send()) === "away") return "away";
    if (person.after_end !== undefined) return "ended";
    if (this.phone.lock.isOpen) await exchange.takeOver().catch((failure: unknown) => this.unlessLocked(failure));
    return "done";
  }

  /** Locked meanwhile: what was being taken over comes with the next time. */
  private unlessLocked(failure: unknown): void {
    if (this.phone.lock.isOpen) throw failure;
  }

  private tellTabs(news: "changed" | "gone"): void {
    this.tabs.postMessage(news);
  }
}
