import { LANGUAGES, type Language } from "../i18n/catalogue";
import { language, speak } from "../i18n/language";
import { say } from "./words";

const NAMES: Readonly<Record<Language, string>> = { vi: "Tiếng Việt", en: "English" };

/** The languages by their own names; the one spoken now is marked. */
export function LanguageChoice() {
  return (
    <div class="row no-print" role="group" aria-label={say("language")}>
      {LANGUAGES.map((one) => (
        <button key={one} type="button" class="plain" lang={one} aria-pressed={one === language.value} onClick={() => speak(one)}>
          {NAMES[one]}
        </button>
      ))}
    </div>
  );
}
