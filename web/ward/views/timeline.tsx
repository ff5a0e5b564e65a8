import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import { dayText, timeText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Notice } from "@shared/parts/notices";
import { procedureName } from "@shared/reference/catalogues";
import type { ComponentChildren } from "preact";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { ReasonDialog } from "../parts/reason_dialog";
import type { Dossier } from "../roster/dossier";
import type { Stand } from "../roster/store";
import { type Entry, timeline, type Visit } from "../roster/timeline";
import { say } from "../words";
import { stepName } from "./case_work";
import { VisitDetails } from "./visit_details";
import "./timeline.css";

/** Everything that happened with a household, newest first. */
export function Timeline({ desk, dossier, onDone }: { desk: Desk; dossier: Dossier; onDone: (stand: Stand) => void }) {
  const voided = useSignal<Visit | undefined>(undefined);
  const entries = timeline(dossier.roster, dossier.door);
  return (
    <section class="stack">
      <h2>{say("timeline")}</h2>
      {entries.length === 0 && <Notice>{say("timeline-empty")}</Notice>}
      <ol class="timeline">
        {entries.map((entry, at) => (
          <li key={at} class={entry.kind}>
            <span class="soft small when">{entry.day ? dayText(entry.day, language.value) : timeText(entry.at, language.value)}</span>
            <div>
              <Told desk={desk} entry={entry} />
              {entry.kind === "visit" && entry.visit.voided === null && (
                <button type="button" class="plain small no-print" onClick={() => (voided.value = entry.visit)}>
                  {say("void")}
                </button>
              )}
            </div>
          </li>
        ))}
      </ol>
      {voided.value && <Voiding desk={desk} visit={voided.value} onClose={() => (voided.value = undefined)} onDone={onDone} />}
    </section>
  );
}

function Told({ desk, entry }: { desk: Desk; entry: Entry }): ComponentChildren {
  const name = (id: string) => desk.roster.volunteerName(id) || say("unknown");
  switch (entry.kind) {
    case "registered":
      return say("e-registered");
    case "removed":
      return <Reasoned text={say("s-removed")} reason={entry.reason} />;
    case "assigned":
      return <Reasoned text={say("e-assigned", { name: name(entry.volunteer) })} reason={entry.reason} />;
    case "ended":
      return <Reasoned text={say("e-ended", { name: name(entry.volunteer) })} reason={entry.reason} />;
    case "visit":
      return <VisitDetails desk={desk} visit={entry.visit} />;
    case "consent":
      return <Reasoned text={say("e-consent", { answer: say(`c-${entry.consent.answer}`) })} reason={entry.consent.how} />;
    case "step":
      return <Reasoned text={say("e-case", { procedure: procedureName(entry.found.procedure), step: stepName(entry.step.event) })} reason={entry.step.reason} />;
    case "follow-up":
      return say("e-follow-up", { what: entry.followUp.what ?? "" });
    case "request":
      return <Reasoned text={say("e-request", { kind: say(`request-${entry.request.kind}`) })} reason={entry.request.text} />;
    case "answer":
      return <Reasoned text={say("e-answer", { outcome: say(`outcome-${entry.answer.outcome}`) })} reason={entry.answer.text} />;
  }
}

function Reasoned({ text, reason }: { text: string; reason: string | null }) {
  return (
    <>
      {text}
      {reason && <span class="soft">{` · ${reason}`}</span>}
    </>
  );
}

interface VoidingProps {
  readonly desk: Desk;
  readonly visit: { readonly visit_id: string };
  readonly onClose: () => void;
  readonly onDone: (stand: Stand) => void;
}

/** Taking a visit back, with its reason. */
export function Voiding({ desk, visit, onClose, onDone }: VoidingProps) {
  const sending = useSending();
  const take = (reason: string) =>
    sending.send(async (header) => {
      const params = { path: { visit_id: visit.visit_id }, header };
      const done = await dataOf(desk.services.visits.POST("/api/visits/v1/visits/{visit_id}/void", { params, body: { reason } }));
      desk.said.value = { text: say("voided-done") };
      onDone(done);
      onClose();
    });
  return (
    <ReasonDialog title={say("void")} act={say("void")} sending={sending} onClose={onClose} onGiven={(reason) => void take(reason)}>
      <p>{say("void-says")}</p>
    </ReasonDialog>
  );
}
