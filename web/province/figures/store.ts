/** What the page shows of the province: loaded for a period, loaded again when the stream says that wards changed. */

import { signal } from "@preact/signals";
import { dataOf, type Services } from "@shared/api/client";
import { follow } from "@shared/api/live";
import type { Bearer } from "@shared/api/client";
import { asked, before, type Period } from "@shared/figures/periods";
import type { Figures, WardRow } from "@shared/figures/indicators";

export interface Shown {
  readonly period: Period;
  readonly figures: Figures;
  /** Of the period before; only flows of it are compared. */
  readonly earlier?: Figures;
  readonly wards: readonly WardRow[];
}

/** At most so often is everything loaded again, however many wards change. */
const BREATH = 1_000;

export class FiguresStore {
  readonly shown = signal<Shown | undefined>(undefined);
  readonly failure = signal<unknown>(undefined);
  readonly isLive = signal(true);
  private period: Period | undefined;
  private loading = false;
  private stale = false;

  constructor(
    private readonly services: Services,
    private readonly bearer: Bearer,
  ) {}

  /** Show another period; what is on the page stays until the new figures are there. */
  async choose(period: Period): Promise<void> {
    this.period = period;
    await this.load();
  }

  /** Follow changes until the signal ends it. */
  async live(signal: AbortSignal): Promise<void> {
    await follow("/api/reporting/v1/live", this.bearer, {
      signal,
      onEvent: ({ event }) => {
        this.isLive.value = true;
        if (event !== "ready") void this.load();
      },
      onLost: () => (this.isLive.value = false),
    });
  }

  /** One load at a time; what changed meanwhile is loaded once more, a breath later. */
  async load(): Promise<void> {
    this.stale = true;
    if (this.loading) return;
    this.loading = true;
    while (this.takeStale()) {
      await this.loadOnce();
      await new Promise((resolve) => setTimeout(resolve, BREATH));
    }
    this.loading = false;
  }

  private takeStale(): boolean {
    const stale = this.stale;
    this.stale = false;
    return stale;
  }

  private async loadOnce(): Promise<void> {
    const period = this.period;
    if (period === undefined) return;
    try {
      const earlier = before(period);
      const [figures, wards, past] = await Promise.all([
        this.province(period),
        dataOf(this.services.reporting.GET("/api/reporting/v1/wards", { params: { query: asked(period) } })),
        earlier && this.province(earlier),
      ]);
      this.shown.value = { period, figures, wards: wards.items, ...(past && { earlier: past }) };
      this.failure.value = undefined;
    } catch (failure) {
      this.failure.value = failure;
    }
  }

  private province(period: Period): Promise<Figures> {
    return dataOf(this.services.reporting.GET("/api/reporting/v1/province", { params: { query: asked(period) } }));
  }
}
