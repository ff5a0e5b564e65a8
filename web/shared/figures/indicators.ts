/** The shares by which units are shown and compared; how each is counted says docs and the page's own definition. */

import type { components } from "../api/generated/reporting";

export type WardRow = components["schemas"]["WardRow"];
export type Figures = components["schemas"]["Figures"];
export type AsOf = components["schemas"]["AsOf"];
export type ShareName = (typeof SHARES)[number];

export const SHARES = ["visited", "assigned", "helped", "self_reliant", "active", "on_the_spot", "on_time", "refused", "registered"] as const;

/** A share is "–" where there is nothing to share; a median of fewer than ten says nothing either. */
export const NOTHING = "–";
export const MEDIAN_FROM = 10;

/** Between 0 and 1; undefined where there is nothing to share. */
export function shareOf(part: number | null | undefined, whole: number | null | undefined): number | undefined {
  return part == null || !whole ? undefined : part / whole;
}

export function wardShare(row: WardRow, name: ShareName): number | undefined {
  const share = row.shares[name];
  return shareOf(share?.n, share?.of);
}

export function isShareName(name: string | null): name is ShareName {
  return SHARES.some((one) => one === name);
}

/** Darkness from 0 to 4 on the map: steps of a fifth, so that a colour means the same share on every day. */
export function step(share: number): number {
  return Math.min(4, Math.floor(share * 5));
}
