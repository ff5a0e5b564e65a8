import { effect, signal } from "@preact/signals";
import { fill, LANGUAGES, type Catalogue, type Language, type Values } from "./catalogue";

const KEPT = "onetwenty.language";

/** The language of the page. Vietnamese unless the person chose, or their browser speaks no Vietnamese but English. */
export const language = signal<Language>(chosenBefore() ?? preferred());

/** Sets the document's language and remembers the choice; call it once, when a page starts. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
  });
}

export function speak(wanted: Language): void {
  language.value = wanted;
  try {
    localStorage.setItem(KEPT, wanted);
  } catch {
    // A browser that keeps nothing still speaks the language until it is closed.
  }
}

/** The function with which a page's parts say sentences of `sentences`; they change when the language does. */
export function speaker<C extends Catalogue>(sentences: C): (key: keyof C & string, values?: Values) => string {
  return (key, values = {}) => fill(sentences[key]?.[language.value] ?? key, language.value, values);
}

function chosenBefore(): Language | undefined {
  try {
    return LANGUAGES.find((one) => one === localStorage.getItem(KEPT));
  } catch {
    return undefined;
  }
}

function preferred(): Language {
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2));
  return spoken.find((tag): tag is Language => tag === "vi" || tag === "en") ?? "vi";
}
