import { dayOf } from "@shared/i18n/days";

/** The instant of something told at the desk by its day: now for today, noon in Da Nang for an earlier day. */
export function atDesk(day: string, now: number): string {
  return day === dayOf(now) ? new Date(now).toISOString() : `${day}T12:00:00+07:00`;
}

/** The instant of a `datetime-local` field, which people fill in with Da Nang's time wherever the desk stands. */
export function atDoor(local: string): string {
  return `${local.length === 16 ? `${local}:00` : local}+07:00`;
}
