/** A sentence in one language. With `one` and `other` it depends on a number, by the rules of Intl.PluralRules. */
export type Text = string | { readonly one?: string; readonly other: string };

/** A sentence in every language we speak: leaving one out does not compile. */
export interface Sentence {
  readonly vi: Text;
  readonly en: Text;
}

export type Catalogue = Readonly<Record<string, Sentence>>;
export type Values = Readonly<Record<string, string | number>>;
export type Language = keyof Sentence;

export const LANGUAGES: readonly Language[] = ["vi", "en"];

/** Keeps the keys of a catalogue as they are written, so that asking for another one does not compile. */
export function catalogue<Keys extends string>(sentences: Readonly<Record<Keys, Sentence>>): typeof sentences {
  return sentences;
}

/** The sentence with its `{names}` filled; `n` decides between one and other, and is written with separators. */
export function fill(text: Text, language: Language, values: Values): string {
  const template = typeof text === "string" ? text : chosen(text, language, values);
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? numberText(value, language) : value;
  });
}

export function numberText(value: number, language: Language, options?: Intl.NumberFormatOptions): string {
  const key = language + JSON.stringify(options ?? {});
  const known = FORMATS.get(key) ?? new Intl.NumberFormat(LOCALES[language], options);
  FORMATS.set(key, known);
  return known.format(value);
}

/** Made once for each language and manner: making one takes longer than a hundred uses. */
const FORMATS = new Map<string, Intl.NumberFormat>();

/** British order of days, for that is how Vietnamese days are read too. */
export const LOCALES: Readonly<Record<Language, string>> = { vi: "vi-VN", en: "en-GB" };

function chosen(text: Exclude<Text, string>, language: Language, values: Values): string {
  const n = values["n"];
  const rule = new Intl.PluralRules(LOCALES[language]).select(typeof n === "number" ? n : 0);
  return (rule === "one" ? text.one : undefined) ?? text.other;
}
