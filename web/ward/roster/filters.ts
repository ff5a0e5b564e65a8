/** Finding households and volunteers in what is loaded, by what stands in the address. */

import type { Household, Volunteer } from "./store";

export interface HouseholdFilter {
  readonly q: string;
  readonly village: string;
  readonly volunteer: string;
  readonly priority: string;
  readonly standing: string;
}

/** `""` is every household on the list. */
export const STANDINGS = ["", "unassigned", "assigned", "no-contact", "removed", "erased"] as const;

/** Without case, marks and spaces at the ends, so `nguyen` finds `Nguyễn`: as the services compare. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("đ", "d")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .trim()
    .replace(/\s+/g, " ");
}

export function householdFilter(query: URLSearchParams): HouseholdFilter {
  const text = (name: string) => query.get(name) ?? "";
  return { q: text("q"), village: text("village"), volunteer: text("volunteer"), priority: text("priority"), standing: text("standing") };
}

export function filtered(households: Iterable<Household>, filter: HouseholdFilter): Household[] {
  const wanted = plain(filter.q);
  return [...households].filter(
    (one) =>
      stands(one, filter.standing) &&
      (!filter.village || one.village === filter.village) &&
      (!filter.volunteer || one.volunteer_id === filter.volunteer) &&
      (!filter.priority || isOf(one, filter.priority)) &&
      (!wanted || told(one).includes(wanted)),
  );
}

export function volunteersWith(volunteers: Iterable<Volunteer>, q: string, standing: string): Volunteer[] {
  const wanted = plain(q);
  return [...volunteers].filter(
    (one) => volunteerStands(one, standing) && (!wanted || plain(`${one.name ?? ""} ${one.phone ?? ""} ${one.village_name ?? ""}`).includes(wanted)),
  );
}

function stands(one: Household, standing: string): boolean {
  if (standing === "removed" || standing === "erased") return one.state === standing;
  if (one.state !== "listed") return false;
  if (standing === "unassigned") return one.volunteer_id === null && !one.no_contact;
  if (standing === "assigned") return one.volunteer_id !== null;
  return standing !== "no-contact" || one.no_contact;
}

/** `""`: everyone at work. */
export const VOLUNTEER_STANDINGS = ["", "free", "full", "empty", "minor", "retired"] as const;

function volunteerStands(one: Volunteer, standing: string): boolean {
  if (standing === "retired") return one.state !== "enrolled";
  if (one.state !== "enrolled") return false;
  if (standing === "free") return one.free_places > 0;
  if (standing === "full") return one.free_places <= 0;
  if (standing === "empty") return one.caseload === 0;
  return standing !== "minor" || one.minor;
}

function isOf(one: Household, priority: string): boolean {
  return priority === "no-signal" ? one.signal === "none" : one.priority.some((group) => group === priority);
}

const TOLD = new WeakMap<Household, string>();

function told(one: Household): string {
  const known = TOLD.get(one);
  if (known !== undefined) return known;
  const text = plain([one.code, one.head_name, one.address, one.phone].filter(Boolean).join(" "));
  TOLD.set(one, text);
  return text;
}
