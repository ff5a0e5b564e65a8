/** Which households come first, and which a search means. */

import { daysBetween } from "@shared/i18n/days";
import type { ShownHousehold } from "./overlay";

/** `overdue`, `today`: something was noted for a day that came. `unvisited`: nobody was met there yet. */
export type Urgency = "overdue" | "today" | "soon" | "unvisited" | "later" | "none";

export interface Due {
  readonly urgency: Urgency;
  /** The earliest day for which something is noted. */
  readonly day?: string;
  readonly days?: number;
}

export type Order = "due" | "village";
export type Filter = "all" | "due" | "unvisited";

const SOON = 7;
const RANK: readonly Urgency[] = ["overdue", "today", "soon", "unvisited", "later", "none"];

export function dueOf(one: ShownHousehold, today: string): Due {
  const noted = [...one.followUps.map((followUp) => followUp.due), ...one.openCases.flatMap((open) => open.appointment ?? [])];
  const day = noted.sort()[0];
  if (day === undefined) return { urgency: one.wasMet ? "none" : "unvisited" };
  const days = daysBetween(today, day);
  const urgency = days < 0 ? "overdue" : days === 0 ? "today" : days <= SOON ? "soon" : one.wasMet ? "later" : "unvisited";
  return { urgency, day, days };
}

export function found(all: readonly ShownHousehold[], wish: { text: string; order: Order; filter: Filter; today: string }): readonly ShownHousehold[] {
  const words = plain(wish.text).split(" ").filter(Boolean);
  const kept = all.filter((one) => passes(one, wish.filter, wish.today) && words.every((word) => searched(one).includes(word)));
  const byDue = compareDue(wish.today);
  const byVillage = (a: ShownHousehold, b: ShownHousehold) => villageOf(a).localeCompare(villageOf(b), "vi") || byDue(a, b);
  return [...kept].sort(wish.order === "due" ? byDue : byVillage);
}

export function isDue(one: ShownHousehold, today: string): boolean {
  const { urgency } = dueOf(one, today);
  return urgency === "overdue" || urgency === "today" || urgency === "soon";
}

export function villageOf(one: ShownHousehold): string {
  return one.household.village_name ?? one.household.village ?? "";
}

/** Lower case without marks, for phones on which marks are laborious to type. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();
}

function passes(one: ShownHousehold, filter: Filter, today: string): boolean {
  if (filter === "due") return isDue(one, today);
  return filter === "all" || !one.wasMet;
}

function searched(one: ShownHousehold): string {
  const { head_name, code, address, phone } = one.household;
  return plain([head_name, code, address, phone, villageOf(one)].filter(Boolean).join(" "));
}

function compareDue(today: string): (a: ShownHousehold, b: ShownHousehold) => number {
  return (a, b) => {
    const [dueA, dueB] = [dueOf(a, today), dueOf(b, today)];
    const rank = RANK.indexOf(dueA.urgency) - RANK.indexOf(dueB.urgency);
    const last = (a.lastVisitOn ?? "").localeCompare(b.lastVisitOn ?? "");
    return rank || (dueA.day ?? "").localeCompare(dueB.day ?? "") || last || (a.household.head_name ?? "").localeCompare(b.household.head_name ?? "", "vi");
  };
}
