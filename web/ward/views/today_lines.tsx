/** One line each of what waits: whom it is about, a link to it, and why it waits. */

import { dayOf, daysBetween, dayText, timeText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Link } from "@shared/parts/route";
import { procedureName } from "@shared/reference/catalogues";
import type { Desk } from "../desk";
import { say } from "../words";
import type { Case, FollowUp, Incident, Phone, Request, Visit } from "./today_sections";

/** A household by its code and its head, as a link to it. */
export function HouseholdLink({ desk, id }: { desk: Desk; id: string }) {
  const household = desk.roster.households.value.get(id);
  const text = [household?.code, household?.head_name].filter(Boolean).join(" · ");
  return <Link to={`households/${id}`}>{text || say("unknown")}</Link>;
}

export function VolunteerLink({ desk, id }: { desk: Desk; id: string | null }) {
  if (id === null) return <>{say("unknown")}</>;
  return <Link to={`volunteers/${id}`}>{desk.roster.volunteerName(id) || say("volunteer")}</Link>;
}

export function VisitLine({ desk, visit }: { desk: Desk; visit: Visit }) {
  return (
    <>
      <HouseholdLink desk={desk} id={visit.household_id} />
      <Why texts={[timeText(visit.occurred_at, language.value), desk.roster.volunteerName(visit.volunteer_id)]} />
    </>
  );
}

export function CaseLine({ desk, found, now }: { desk: Desk; found: Case; now: number }) {
  return (
    <>
      <HouseholdLink desk={desk} id={found.household_id} />
      <Why texts={[procedureName(found.procedure), found.appointment && lateOr(found.appointment, now, "appointment-on")]} />
    </>
  );
}

export function FollowUpLine({ desk, followUp, now }: { desk: Desk; followUp: FollowUp; now: number }) {
  return (
    <>
      <HouseholdLink desk={desk} id={followUp.household_id} />
      <Why texts={[followUp.what, lateOr(followUp.due, now, "due-on"), desk.roster.volunteerName(followUp.volunteer_id)]} />
    </>
  );
}

export function PhoneLine({ desk, phone }: { desk: Desk; phone: Phone }) {
  const unsent = phone.unsent_last_reported;
  return (
    <>
      <VolunteerLink desk={desk} id={phone.volunteer_id} />
      <Why texts={[say("last-heard", { time: timeText(phone.last_contact, language.value) }), unsent > 0 && say("unsent-then", { n: unsent })]} />
    </>
  );
}

export function RequestLine({ desk, request, now }: { desk: Desk; request: Request; now: number }) {
  return (
    <>
      <HouseholdLink desk={desk} id={request.household_id} />
      <Why texts={[say(`request-${request.kind}`), request.due && lateOr(request.due, now, "due-on")]} />
    </>
  );
}

export function IncidentLine({ desk, incident }: { desk: Desk; incident: Incident }) {
  return (
    <>
      <VolunteerLink desk={desk} id={incident.volunteer_id} />
      <Why texts={[say(`incident-${incident.kind}`), timeText(incident.occurred_at, language.value)]} />
    </>
  );
}

/** How late a day is, or the day itself where it is still to come. */
export function lateOr(day: string, now: number, ahead: "due-on" | "appointment-on"): string {
  const late = daysBetween(day, dayOf(now));
  return late > 0 ? say("days-late", { n: late }) : say(ahead, { day: dayText(day, language.value, { day: "numeric", month: "numeric" }) });
}

function Why({ texts }: { texts: readonly (string | null | false | undefined)[] }) {
  return <span class="soft small">{` ${texts.filter(Boolean).join(" · ")}`}</span>;
}
