/** The periods that figures are asked for, each with the one before it, and how they stand in an address. */

import { dayAfter, dayOf } from "../i18n/days";

export interface Period {
  readonly name: PeriodName;
  /** Both days included; absent: everything until now. */
  readonly from?: string;
  readonly to?: string;
}

export const PERIODS = ["all", "month", "reporting", "quarter", "year", "free"] as const;
export type PeriodName = (typeof PERIODS)[number];

/** The reporting month runs from the 15th of the month before to the 14th, unless the installation says otherwise. */
const REPORTING_FROM = 15;

/** The period that an address names; what makes no sense there is everything. */
export function periodIn(query: URLSearchParams, now: number): Period {
  const name = PERIODS.find((one) => one === query.get("period")) ?? "all";
  if (name !== "free") return named(name, dayOf(now));
  const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
  return isDay(from) && isDay(to) && from <= to ? { name, from, to } : { name: "all" };
}

export function named(name: Exclude<PeriodName, "free">, today: string): Period {
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  switch (name) {
    case "all":
      return { name };
    case "month":
      return { name, from: firstOf(year, month), to: lastOf(year, month) };
    case "reporting": {
      const closing = day >= REPORTING_FROM ? month + 1 : month;
      return { name, from: onDay(year, closing - 1, REPORTING_FROM), to: onDay(year, closing, REPORTING_FROM - 1) };
    }
    case "quarter": {
      const first = month - ((month - 1) % 3);
      return { name, from: firstOf(year, first), to: lastOf(year, first + 2) };
    }
    case "year":
      return { name, from: firstOf(year, 1), to: lastOf(year, 12) };
  }
}

/** The period of the same kind, or of as many days, just before. */
export function before(period: Period): Period | undefined {
  if (period.from === undefined || period.to === undefined) return undefined;
  const last = dayAfter(period.from, -1);
  if (period.name !== "free") return named(period.name, last);
  const days = (Date.parse(period.to) - Date.parse(period.from)) / 86_400_000;
  return { name: "free", from: dayAfter(last, -days), to: last };
}

/** As the services are asked, and as an address keeps it. */
export function asked({ from, to }: Period): { from?: string; to?: string } {
  return from === undefined || to === undefined ? {} : { from, to };
}

export function inAddress(period: Period): Record<string, string> {
  if (period.name === "all") return {};
  return period.name === "free" ? { period: "free", ...asked(period) } : { period: period.name };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function firstOf(year: number, month: number): string {
  return onDay(year, month, 1);
}

function lastOf(year: number, month: number): string {
  return onDay(year, month + 1, 0);
}

/** Months beyond a year's ends are those of its neighbours; day 0 is the last of the month before. */
function onDay(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
