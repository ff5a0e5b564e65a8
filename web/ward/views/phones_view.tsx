import { dataOf } from "@shared/api/client";
import { timeText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Link } from "@shared/parts/route";
import type { Desk } from "../desk";
import { Listed } from "../parts/listed";
import { say } from "../words";
import { IncidentLine, VolunteerLink } from "./today_lines";
import "./printed_list.css";
import "./timeline.css";

/** What phones last reported as unsent, and when: the longest silent first. */
export function PhonesView({ desk }: { desk: Desk }) {
  const { visits } = desk.services;
  const ask = (cursor: string | undefined) =>
    dataOf(visits.GET("/api/visits/v1/wards/{ward}/phones", { params: { path: { ward: desk.ward }, query: { limit: 100, ...(cursor && { cursor }) } } }));
  return (
    <>
      <p>
        <Link to="volunteers">{say("volunteers")}</Link>
      </p>
      <h1 tabIndex={-1}>{say("phones")}</h1>
      <p class="soft">{say("phones-what")}</p>
      <Listed of="phones" ask={ask} empty={say("no-phones")}>
        {(items) => (
          <div class="paper-scroll" role="region" aria-label={say("phones")} tabIndex={0}>
            <table class="paper">
              <thead>
                <tr>
                  <th scope="col">{say("volunteer")}</th>
                  <th scope="col">{say("last-contact")}</th>
                  <th scope="col">{say("unsent")}</th>
                  <th scope="col">{say("standing")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((phone) => (
                  <tr key={phone.device}>
                    <th scope="row">
                      <VolunteerLink desk={desk} id={phone.volunteer_id} />
                    </th>
                    <td>{timeText(phone.last_contact, language.value)}</td>
                    <td class="figure">{phone.unsent_last_reported}</td>
                    <td>{phone.silent && <strong class="due-text">{say("silent")}</strong>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Listed>
    </>
  );
}

/** What befell volunteers, newest first. */
export function IncidentsView({ desk }: { desk: Desk }) {
  const { visits } = desk.services;
  const ask = (cursor: string | undefined) =>
    dataOf(visits.GET("/api/visits/v1/wards/{ward}/incidents", { params: { path: { ward: desk.ward }, query: { limit: 100, ...(cursor && { cursor }) } } }));
  return (
    <>
      <h1 tabIndex={-1}>{say("incidents")}</h1>
      <Listed of="incidents" ask={ask} empty={say("no-incidents")}>
        {(items) => (
          <ul class="sheet entries">
            {items.map((incident) => (
              <li key={incident.id} class="entry">
                <div>
                  <IncidentLine desk={desk} incident={incident} />
                  {incident.text && <p>{incident.text}</p>}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Listed>
    </>
  );
}
