import { useSignal } from "@preact/signals";
import { language } from "@shared/i18n/language";
import { timeText } from "@shared/i18n/days";
import { Notice } from "@shared/parts/notices";
import { Link } from "@shared/parts/route";
import { say as sayHousehold } from "../caseload/words";
import type { Entry, EntryState } from "../outbox/entry";
import { again } from "../outbox/machine";
import { say } from "../words";
import type { Work } from "../work/work";
import { canMend } from "./mend";
import { Refusal } from "./refusal";

const COUNTED: readonly EntryState[] = ["saved", "sending", "refused"];
const KINDS = ["RecordVisit", "RegisterHousehold", "CloseFollowUp", "TakeRequest", "ReportIncident"] as const;
const FLAGS = ["consent_missing", "authorisation_missing", "clock_corrected", "after_end"] as const;
const SHOWN_ACCEPTED = 30;

/** What was recorded on this phone, and what became of it at the server. */
export function OutboxView({ work }: { work: Work }) {
  const entries = [...work.entries.value].sort((a, b) => b.order - a.order);
  const waiting = entries.filter((entry) => entry.state !== "accepted");
  const accepted = entries.filter((entry) => entry.state === "accepted");
  return (
    <>
      <h1 tabIndex={-1}>{say("outbox")}</h1>
      {waiting.length === 0 ? (
        <Notice tone="good">{say("all-accepted")}</Notice>
      ) : (
        <div class="stack-tight" role="status">
          <p>
            <strong>{say("on-this-phone", { n: waiting.length })}</strong>
          </p>
          <p class="soft">{counts(waiting)}</p>
        </div>
      )}
      <button type="button" class="wide" disabled={work.round.value === "running"} onClick={() => void work.sync({ atOnce: true })}>
        {say("sync-now")}
      </button>
      {waiting.length > 0 && (
        <ul class="cards">
          {waiting.map((entry) => (
            <li key={entry.commandId} class="sheet stack-tight">
              <Waiting work={work} entry={entry} />
            </li>
          ))}
        </ul>
      )}
      {accepted.length > 0 && (
        <section class="stack-tight" aria-labelledby="accepted">
          <h2 id="accepted">{`${say("accepted-lately")} (${accepted.length})`}</h2>
          <ul class="rows">
            {accepted.slice(0, SHOWN_ACCEPTED).map((entry) => (
              <li key={entry.commandId}>
                <span>
                  <What work={work} entry={entry} />
                  {FLAGS.filter((flag) => entry.flags?.includes(flag)).map((flag) => (
                    <span key={flag} class="line small">
                      {say(`flag-${flag}`)}
                    </span>
                  ))}
                </span>
                <span class="tag state-accepted">{say("state-accepted")}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function counts(waiting: readonly Entry[]): string {
  const numbers = COUNTED.map((state) => [state, waiting.filter((entry) => entry.state === state).length] as const);
  return numbers.filter(([, n]) => n > 0).map(([state, n]) => say(`count-${state as "saved" | "sending" | "refused"}`, { n })).join(" · ");
}

function What({ work, entry }: { work: Work; entry: Entry }) {
  const kind = KINDS.find((one) => one === entry.kind);
  const household = work.households.value.find((one) => one.id === entry.householdId);
  return (
    <>
      <strong>{kind ? say(`kind-${kind}`) : entry.kind}</strong>
      <span class="line soft small">
        {[household && (household.household.head_name ?? sayHousehold("unnamed")), timeText(entry.savedAt, language.value)].filter(Boolean).join(" · ")}
      </span>
    </>
  );
}

function Waiting({ work, entry }: { work: Work; entry: Entry }) {
  const isTrying = entry.state === "saved" && entry.attempts > 0;
  return (
    <>
      <div class="between">
        <span>
          <What work={work} entry={entry} />
        </span>
        <span class={`tag state-${entry.state}`}>{say(`state-${entry.state}`)}</span>
      </div>
      {isTrying && (
        <p class="soft small">
          {say("attempts", { n: entry.attempts })}
          {entry.notBefore !== undefined && ` · ${say("next-try", { time: timeText(new Date(entry.notBefore).toISOString(), language.value) })}`}
        </p>
      )}
      {entry.state === "refused" && <Mending work={work} entry={entry} />}
    </>
  );
}

function Mending({ work, entry }: { work: Work; entry: Entry }) {
  const isGivingUp = useSignal(false);
  return (
    <>
      <Refusal entry={entry} />
      <p class="row">
        {canMend(entry) && (
          <Link to={`outbox/${entry.commandId}`} class="button primary">
            {say("mend")}
          </Link>
        )}
        <button type="button" onClick={() => void work.change({ put: [again(entry)] })}>
          {say("send-again")}
        </button>
        {!isGivingUp.value && (
          <button type="button" class="plain" onClick={() => (isGivingUp.value = true)}>
            {say("discard")}
          </button>
        )}
      </p>
      {isGivingUp.value && (
        <Notice tone="bad" live>
          <p>{say("discard-sure")}</p>
          <p>
            <button type="button" class="danger" onClick={() => void work.change({ remove: [entry.commandId] })}>
              {say("discard-yes")}
            </button>
          </p>
        </Notice>
      )}
    </>
  );
}
