/** Figures as people read them, in the language of the page. */

import { numberText } from "../i18n/catalogue";
import { language } from "../i18n/language";
import { MEDIAN_FROM, NOTHING } from "./indicators";

export function countText(count: number | null | undefined): string {
  return count == null ? NOTHING : numberText(count, language.value);
}

/** Whole percents; a tenth below one percent, so that a little is not nothing. */
export function shareText(share: number | undefined): string {
  if (share === undefined) return NOTHING;
  const digits = share > 0 && share < 0.01 ? 1 : 0;
  return numberText(share, language.value, { style: "percent", maximumFractionDigits: digits });
}

export function medianText(spread: { readonly n: number; readonly median: number | null }): string {
  if (spread.n < MEDIAN_FROM || spread.median === null) return NOTHING;
  return numberText(spread.median, language.value, { maximumFractionDigits: 1 });
}

/** The difference to the period before, with its sign; empty where there is none to compare. */
export function changeText(now: number, earlier: number | undefined): string {
  if (earlier === undefined || earlier === 0) return "";
  const change = (now - earlier) / earlier;
  return numberText(change, language.value, { style: "percent", signDisplay: "exceptZero", maximumFractionDigits: 0 });
}
