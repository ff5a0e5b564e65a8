/** Whose turn it is to talk with the server: one tab at a time, again when something is to be tried, and now and then. */

const LOCK = "onetwenty.outbox";
/** Between two looks for what changed. */
const EVERY = 10 * 60_000;
const SOONEST = 1_000;

export class Turns {
  private asked: Promise<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly talk: () => Promise<void>) {}

  /** Talk when this tab's turn comes; asked several times meanwhile, it is done once. */
  ask(): Promise<void> {
    this.asked ??= this.alone(async () => {
      this.asked = undefined;
      await this.talk();
    });
    return this.asked;
  }

  /** Do something while no tab talks. */
  async alone(something: () => Promise<void>): Promise<void> {
    await navigator.locks.request(LOCK, something);
  }

  /** Talk again at this time of the phone's clock; undefined: when it is time to look anyway. */
  again(at: number | undefined): void {
    clearTimeout(this.timer);
    const pause = at === undefined ? EVERY : Math.max(SOONEST, at - Date.now());
    this.timer = setTimeout(() => void this.ask(), pause);
  }
}
