import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import { dayAfter, dayOf, dayText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { procedureName } from "@shared/reference/catalogues";
import { route } from "@shared/parts/route";
import type { Desk } from "../desk";
import { Listed } from "../parts/listed";
import { chosenTab, Tabs } from "../parts/tabs";
import type { Stand } from "../roster/store";
import { say } from "../words";
import { CaseState } from "./case_state";
import { type Case, CaseWork } from "./case_work";
import { FollowUps } from "./follow_ups";
import { HouseholdLink, lateOr } from "./today_lines";
import "./timeline.css";

const SHOWN = ["open", "overdue", "near", "returned", "closed", "follow-ups"] as const;
type Show = (typeof SHOWN)[number];
const NEAR_DAYS = 7;

/** The ward's cases and follow-ups, worked to their result. */
export function CasesView({ desk }: { desk: Desk }) {
  const stand = useSignal<Stand | undefined>(undefined);
  const show = route.value.path === "cases/follow-ups" ? "follow-ups" : chosenTab("show", SHOWN);
  return (
    <>
      <h1 tabIndex={-1}>{say("cases")}</h1>
      <Tabs label={say("show")} name="show" options={SHOWN.map((one) => [one, one === "follow-ups" ? say(one) : say(`show-${one}`)])} />
      {show === "follow-ups" ? <FollowUps desk={desk} /> : <Cases desk={desk} show={show} stand={stand.value} onDone={(done) => (stand.value = { stream: done.stream, version: done.version })} />}
    </>
  );
}

interface CasesProps {
  readonly desk: Desk;
  readonly show: Exclude<Show, "follow-ups">;
  readonly stand: Stand | undefined;
  readonly onDone: (stand: Stand) => void;
}

function Cases({ desk, show, stand, onDone }: CasesProps) {
  const worked = useSignal<Case | undefined>(undefined);
  const today = dayOf(Date.now());
  const query = { ...queryOf(show, today), limit: 100, ...(stand && { min_version: `${stand.stream}:${stand.version}` }) };
  const keep = (one: Case) => show !== "near" || (one.appointment ?? "") >= today;
  const ask = (cursor: string | undefined) =>
    dataOf(desk.services.visits.GET("/api/visits/v1/wards/{ward}/cases", { params: { path: { ward: desk.ward }, query: { ...query, ...(cursor && { cursor }) } } }));
  return (
    <>
      <Listed of={JSON.stringify(query)} ask={ask} empty={say("no-cases")}>
        {(items) => (
          <ul class="sheet entries">
            {items.filter(keep).map((found) => (
              <li key={found.id} class="entry">
                <div>
                  <HouseholdLink desk={desk} id={found.household_id} /> · <strong>{procedureName(found.procedure)}</strong>
                  <div class="small">
                    <CaseState found={found} />
                    <span class="soft">{` · ${say("opened")} ${dayText(found.opened.day, language.value)} · ${desk.roster.volunteerName(found.opened.volunteer_id)}`}</span>
                    {found.appointment && found.state !== "closed" && <Appointment day={found.appointment} />}
                  </div>
                </div>
                <button type="button" onClick={() => (worked.value = found)}>
                  {say("work-case")}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Listed>
      {worked.value && <CaseWork desk={desk} found={worked.value} onClose={() => (worked.value = undefined)} onDone={onDone} />}
    </>
  );
}

function Appointment({ day }: { day: string }) {
  const now = Date.now();
  return <span class={day < dayOf(now) ? "due-text" : ""}>{` · ${lateOr(day, now, "appointment-on")}`}</span>;
}

function queryOf(show: CasesProps["show"], today: string): { state: "open" | "returned" | "closed"; appointment_before?: string } {
  switch (show) {
    case "overdue":
      return { state: "open", appointment_before: today };
    case "near":
      return { state: "open", appointment_before: dayAfter(today, NEAR_DAYS + 1) };
    default:
      return { state: show };
  }
}
