import { language } from "@shared/i18n/language";
import { dayOf, dayText } from "@shared/i18n/days";
import { Notice } from "@shared/parts/notices";
import { Link } from "@shared/parts/route";
import { dueOf, villageOf } from "../caseload/finding";
import type { ShownHousehold, ShownVisit } from "../caseload/overlay";
import { say } from "../caseload/words";
import { procedureName } from "../visit/procedures";
import { say as sayVisit } from "../visit/words";
import { say as sayPage } from "../words";
import type { Work } from "../work/work";
import { DueMark } from "./households";

/** One household: how to reach it, what is open, what was done. */
export function HouseholdView({ work, household }: { work: Work; household: ShownHousehold }) {
  const { head_name, priority } = household.household;
  const today = dayOf(Date.now());
  const draft = work.kept.value.find((one) => one.household.id === household.id)?.draft;
  return (
    <>
      <Link to="" class="back">
        {sayPage("back")}
      </Link>
      <div class="stack-tight">
        <h1 tabIndex={-1}>{head_name ?? say("unnamed")}</h1>
        <p class="marks">
          <DueMark due={dueOf(household, today)} />
          {household.selfReliant && <span class="tag good">{say("self-reliant")}</span>}
          {priority.map((one) => (
            <span key={one} class="tag plain-mark">
              {say(one)}
            </span>
          ))}
        </p>
      </div>
      {household.standing !== "ours" && <Notice tone="due">{say(`standing-${household.standing}`)}</Notice>}
      <Reach household={household} />
      <Link to={`households/${household.id}/visit`} class="button primary wide">
        {say(draft === undefined ? "record-visit" : "go-on-visit")}
      </Link>
      <Open household={household} today={today} />
      <Past household={household} />
      <Consent household={household} />
    </>
  );
}

/** A link that the phone's map understands, for positions; words stay words. */
function mapOf(location: string): string | undefined {
  const position = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(location);
  return position ? `geo:${position[1] ?? ""},${position[2] ?? ""}` : undefined;
}

function Reach({ household }: { household: ShownHousehold }) {
  const { phone, address, location, code, adults, language: spoken, signal } = household.household;
  const map = location === null ? undefined : mapOf(location);
  const facts = [
    code && `${say("code")} ${code}`,
    adults != null && `${say("adults")} ${adults}`,
    spoken && spoken !== "vi" && say(`language-${spoken === "ktv" ? "ktv" : "other"}`),
    signal && signal !== "good" && say(`signal-${signal}`),
  ];
  return (
    <div class="sheet stack-tight">
      <p>{[villageOf(household), address].filter(Boolean).join(" · ")}</p>
      {location && <p class="soft">{map ? <a href={map}>{say("way-map")}</a> : `${say("way")}: ${location}`}</p>}
      <p class="soft small">{facts.filter(Boolean).join(" · ")}</p>
      {phone && (
        <a class="button wide" href={`tel:${phone.replace(/[^\d+]/g, "")}`}>
          {say("call", { phone })}
        </a>
      )}
    </div>
  );
}

function Open({ household, today }: { household: ShownHousehold; today: string }) {
  const { followUps, openCases } = household;
  return (
    <>
      {followUps.length > 0 && (
        <section class="stack-tight" aria-labelledby="follow-ups">
          <h2 id="follow-ups">{say("follow-ups")}</h2>
          <ul class="rows">
            {followUps.map((one) => (
              <li key={one.id}>
                <span>{one.what}</span>
                <span class={one.due <= today ? "tag overdue" : "soft"}>{dayText(one.due, language.value)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {openCases.length > 0 && (
        <section class="stack-tight" aria-labelledby="open-cases">
          <h2 id="open-cases">{say("open-cases")}</h2>
          <ul class="rows">
            {openCases.map((one) => (
              <li key={one.id}>
                <span>
                  {procedureName(one.procedure)}
                  <br />
                  <span class="soft small">
                    {one.appointment ? say("appointment", { day: dayText(one.appointment, language.value) }) : say("opened-on", { day: dayText(one.opened.day, language.value) })}
                  </span>
                </span>
                <span class={one.state === "returned" ? "tag overdue" : "tag plain-mark"}>{say(one.state === "returned" ? "case-returned" : "case-open")}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Past({ household }: { household: ShownHousehold }) {
  return (
    <section class="stack-tight" aria-labelledby="visits">
      <h2 id="visits">{say("visits")}</h2>
      {!household.hasHistory && household.standing === "ours" && <p class="soft">{say("history-not-here")}</p>}
      {household.visits.length === 0 ? (
        <p class="soft">{say("no-visits")}</p>
      ) : (
        <ol class="rows past">
          {household.visits.map((one) => (
            <PastVisit key={one.visit.visit_id} one={one} />
          ))}
        </ol>
      )}
    </section>
  );
}

function PastVisit({ one: { visit, entry } }: { one: ShownVisit }) {
  return (
    <li>
      <span>
        <strong>{dayText(visit.day, language.value)}</strong> {sayVisit(`outcome-${visit.outcome}`)}
        {visit.people_helped > 0 && ` · ${say("people", { n: visit.people_helped })}`}
        {visit.procedures.map((line) => (
          <span key={line.case_id} class="line small">
            {`${procedureName(line.procedure)}: ${sayVisit(`step-${line.step}`)}`}
          </span>
        ))}
        {visit.obstacle && <span class="line small soft">{sayVisit(`obstacle-${visit.obstacle}`)}</span>}
        {visit.note && <span class="line small soft">{visit.note}</span>}
      </span>
      {visit.voided ? (
        <span class="tag plain-mark">{say("voided")}</span>
      ) : (
        entry && <span class={`tag state-${entry.state}`}>{sayPage(`state-${entry.state}`)}</span>
      )}
    </li>
  );
}

function Consent({ household }: { household: ShownHousehold }) {
  const latest = household.consents[0];
  const text = latest === undefined ? say("consent-missing") : say(`consent-${latest.answer}`, { day: dayText(dayOf(new Date(latest.occurred_at)), language.value) });
  return (
    <section class="stack-tight" aria-labelledby="consent">
      <h2 id="consent">{say("consent")}</h2>
      <p class={latest === undefined ? "" : "soft"}>{text}</p>
      <Link to={`households/${household.id}/request`} class="button">
        {say("take-request")}
      </Link>
    </section>
  );
}
