import { LOCALES, type Language } from "./catalogue";

/** Days are those of Da Nang, wherever the phone thinks it is. */
export const TIME_ZONE = "Asia/Ho_Chi_Minh";

const ISO_DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: TIME_ZONE, year: "numeric", month: "2-digit", day: "2-digit" });

/** `YYYY-MM-DD` of an instant in Da Nang. */
export function dayOf(instant: Date | number): string {
  return ISO_DAY.format(instant);
}

/** Whole days from one `YYYY-MM-DD` to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** `YYYY-MM-DD` some days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A `YYYY-MM-DD` as people write it. */
export function dayText(day: string, language: Language, options: Intl.DateTimeFormatOptions = { dateStyle: "medium" }): string {
  return formatOf(language, { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

/** An RFC 3339 instant as people write it, in Da Nang's time. */
export function timeText(instant: string, language: Language): string {
  const options = { dateStyle: "short", timeStyle: "short", timeZone: TIME_ZONE } as const;
  return formatOf(language, options).format(new Date(instant));
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Made once for each language and manner: making one takes longer than a hundred uses. */
function formatOf(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const known = FORMATS.get(key) ?? new Intl.DateTimeFormat(LOCALES[language], options);
  FORMATS.set(key, known);
  return known;
}
