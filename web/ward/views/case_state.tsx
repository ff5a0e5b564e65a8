import { dayText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { say } from "../words";
import type { Case } from "./case_work";

/** Where a case stands, in words and with its day. */
export function CaseState({ found }: { found: Case }) {
  if (found.result) return <span class="soft">{`${say(`step-${found.result.kind}`)} ${dayText(found.result.day, language.value, { dateStyle: "short" })}`}</span>;
  return found.state === "returned" ? <strong class="due-text">{say("state-returned")}</strong> : <span>{say("state-open")}</span>;
}
