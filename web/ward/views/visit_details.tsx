import { procedureName } from "@shared/reference/catalogues";
import type { Desk } from "../desk";
import type { Visit } from "../roster/timeline";
import { say } from "../words";

/** A visit told in a few lines: by whom, what was done, what was flagged. */
export function VisitDetails({ desk, visit }: { desk: Desk; visit: Visit }) {
  return (
    <div class={visit.voided ? "visit struck" : "visit"}>
      <strong>{say("e-visit", { outcome: say(`o-${visit.outcome}`) })}</strong>
      <span class="soft">{` · ${factsOf(desk, visit)}`}</span>
      {visit.voided && <p class="due-text">{[say("e-voided"), visit.voided.reason].filter(Boolean).join(" · ")}</p>}
      <ul class="small">
        {visit.procedures.map((line) => (
          <li key={`${line.case_id} ${line.step}`}>
            {say("e-case", { procedure: procedureName(line.procedure), step: say(`step-${line.step}`) })}
            {line.explanation && <span class="due-text">{` · ${line.explanation}`}</span>}
          </li>
        ))}
        {visit.follow_ups.map((one) => (
          <li key={one.id}>{say("e-follow-up", { what: one.what ?? "" })}</li>
        ))}
      </ul>
      {visit.note && <p class="small">{visit.note}</p>}
      {visit.flags.length > 0 && (
        <p class="row flags">
          {visit.flags.map((flag) => (
            <span key={flag} class="flag small">
              {flagName(flag)}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function factsOf(desk: Desk, visit: Visit): string {
  const by = visit.volunteer_id === null ? say("by-desk") : desk.roster.volunteerName(visit.volunteer_id) || say("unknown");
  const facts = [
    by,
    visit.place !== "home" && say(`p-${visit.place}`),
    visit.people_helped > 0 && say("people-helped", { n: visit.people_helped }),
    visit.obstacle && say(`b-${visit.obstacle}`),
    visit.consent && say("e-consent", { answer: say(`c-${visit.consent.answer}`) }),
    visit.self_reliant && say("self-reliant"),
    visit.source === "paper" && say("from-paper"),
  ];
  return facts.filter(Boolean).join(" · ");
}

const KNOWN_FLAGS = [
  "minor_alone",
  "outside_assignment",
  "household_unknown",
  "consent_missing",
  "authorisation_missing",
  "not_responsible",
  "case_already_closed",
  "case_elsewhere",
  "procedure_differs",
  "clock_corrected",
  "after_end",
] as const;

/** A flag in the page's words; one that is newer than the page by its own. */
export function flagName(flag: string): string {
  const known = KNOWN_FLAGS.find((one) => one === flag);
  return known === undefined ? flag : say(`flag-${known}`);
}
