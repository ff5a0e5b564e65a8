import { numberText } from "../i18n/catalogue";
import { timeText } from "../i18n/days";
import { language } from "../i18n/language";
import type { AsOf } from "./indicators";
import { say } from "./words";
import "./as_of_strip.css";

/** As of when what is shown stands, what is still on the way, and whether the page follows along. */
export function AsOfStrip({ asOf, isLive }: { asOf: AsOf; isLive?: boolean }) {
  const waiting = asOf.assignment.waiting + asOf.visits.waiting;
  const { started, total, silent_7_days: silent } = asOf.wards;
  return (
    <ul class="as-of small" aria-live="off">
      <li>
        <strong>{asOf.time ? say("as-of", { time: timeText(asOf.time, language.value) }) : say("as-of-nothing")}</strong>
      </li>
      <li class={waiting ? "due" : ""}>{waiting ? say("waiting", { n: waiting }) : say("all-counted")}</li>
      {asOf.parked > 0 && <li class="bad">{say("parked", { n: asOf.parked })}</li>}
      {asOf.phones.unsent_last_reported > 0 && <li class="due">{say("unsent", { n: asOf.phones.unsent_last_reported })}</li>}
      {total > 1 && <li>{say("started", { n: numberText(started, language.value), of: total })}</li>}
      {silent > 0 && <li class="due">{say("silent", { n: silent })}</li>}
      {isLive !== undefined && (
        <li class={`no-print ${isLive ? "good" : "due"}`}>
          <span role="status">{say(isLive ? "live" : "not-live")}</span>
        </li>
      )}
    </ul>
  );
}
