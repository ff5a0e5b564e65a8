import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import { timeText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Link } from "@shared/parts/route";
import type { Desk } from "../desk";
import { Listed } from "../parts/listed";
import { chosenTab, Tabs } from "../parts/tabs";
import type { Stand } from "../roster/store";
import type { Visit } from "../roster/timeline";
import { say } from "../words";
import { Voiding } from "./timeline";
import { HouseholdLink } from "./today_lines";
import { FLAGS } from "./today_sections";
import { VisitDetails } from "./visit_details";
import "./timeline.css";

/** The ward's visits, newest first: all, or those that carry a flag. */
export function VisitsView({ desk }: { desk: Desk }) {
  const stand = useSignal<Stand | undefined>(undefined);
  const voided = useSignal<Visit | undefined>(undefined);
  const flag = chosenTab("flag", ["any", ...FLAGS]);
  const waits = stand.value && { min_version: `${stand.value.stream}:${stand.value.version}` };
  const query = { limit: 50, ...(flag !== "any" && { flag }), ...waits };
  const ask = (cursor: string | undefined) =>
    dataOf(desk.services.visits.GET("/api/visits/v1/wards/{ward}/visits", { params: { path: { ward: desk.ward }, query: { ...query, ...(cursor && { cursor }) } } }));
  return (
    <>
      <div class="view-head">
        <h1 tabIndex={-1}>{say("visits")}</h1>
        <Link to="paper" class="button primary">
          {say("record-paper")}
        </Link>
      </div>
      <Tabs label={say("flag-of")} name="flag" options={[["any", say("flag-any")], ...FLAGS.map((one) => [one, say(`t-${one}`)] as const)]} />
      <Listed of={JSON.stringify([query, language.value])} ask={ask} empty={say("no-visits")}>
        {(items) => (
          <ul class="sheet entries">
            {items.map((visit) => (
              <li key={visit.visit_id} class="entry">
                <div>
                  <span class="soft small">{timeText(visit.occurred_at, language.value)}</span> · <HouseholdLink desk={desk} id={visit.household_id} />
                  <VisitDetails desk={desk} visit={visit} />
                </div>
                {visit.voided === null && (
                  <button type="button" class="plain" onClick={() => (voided.value = visit)}>
                    {say("void")}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Listed>
      {voided.value && <Voiding desk={desk} visit={voided.value} onClose={() => (voided.value = undefined)} onDone={(done) => (stand.value = { stream: done.stream, version: done.version })} />}
    </>
  );
}
