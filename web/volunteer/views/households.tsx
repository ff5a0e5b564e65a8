import { useSignal } from "@preact/signals";
import { language } from "@shared/i18n/language";
import { dayOf, dayText } from "@shared/i18n/days";
import { Link } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import { type Due, dueOf, type Filter, found, isDue, type Order, villageOf } from "../caseload/finding";
import type { ShownHousehold } from "../caseload/overlay";
import { say } from "../caseload/words";
import { Choices } from "../parts/choices";
import { say as sayPage } from "../words";
import type { Work } from "../work/work";

const FILTERS: readonly Filter[] = ["all", "due", "unvisited"];
const ORDERS: readonly Order[] = ["due", "village"];

/** The volunteer's households: who is due, who was never met, a search. */
export function HouseholdsView({ work }: { work: Work }) {
  const text = useSignal("");
  const filter = useSignal<Filter>("all");
  const order = useSignal<Order>("due");
  const today = dayOf(Date.now());
  const all = work.households.value;
  if (all.length === 0 && work.takenAt.value === undefined) return <NotLoaded work={work} />;
  const shown = found(all, { text: text.value, order: order.value, filter: filter.value, today });
  const counts: Record<Filter, number> = { all: all.length, due: all.filter((one) => isDue(one, today)).length, unvisited: all.filter((one) => !one.wasMet).length };
  return (
    <>
      <div class="between">
        <h1 tabIndex={-1}>{say("count", { n: all.length })}</h1>
        <Link to="new" class="button">
          {say("register")}
        </Link>
      </div>
      {all.length === 0 ? (
        <div class="sheet stack">
          <p>{say("none-yet")}</p>
          <p class="soft">{say("none-yet-remedy")}</p>
        </div>
      ) : (
        <>
          <input type="search" aria-label={say("search")} placeholder={say("search")} value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
          <div class="finding">
            <Choices
              legend={<span class="visually-hidden">{say("show-which")}</span>}
              choices={FILTERS.map((value) => ({ value, label: `${say(`filter-${value}`)} ${counts[value]}` }))}
              value={filter.value}
              onChoose={(value) => (filter.value = value)}
            />
            <label class="row small">
              <span class="visually-hidden">{say("sort-by")}</span>
              <select value={order.value} onChange={(event) => (order.value = event.currentTarget.value as Order)}>
                {ORDERS.map((one) => (
                  <option key={one} value={one}>
                    {say(`order-${one}`)}
                  </option>
                ))}
              </select>
            </label>
          </div>
          {shown.length === 0 ? (
            <div class="sheet stack">
              <p>{say("none-found")}</p>
              <button
                type="button"
                onClick={() => {
                  text.value = "";
                  filter.value = "all";
                }}
              >
                {say("show-all")}
              </button>
            </div>
          ) : (
            <List shown={shown} today={today} byVillage={order.value === "village"} />
          )}
        </>
      )}
    </>
  );
}

/** Before the first sync came to its end. */
function NotLoaded({ work }: { work: Work }) {
  const round = work.round.value;
  if (round === undefined || round === "running" || round === "done") return <Skeleton lines={12} />;
  return (
    <div class="sheet stack">
      <h1 tabIndex={-1}>{sayPage("title")}</h1>
      <p>{sayPage("never-loaded")}</p>
      <button type="button" class="primary" onClick={() => void work.sync({ atOnce: true })}>
        {sayPage("sync-now")}
      </button>
    </div>
  );
}

function List({ shown, today, byVillage }: { shown: readonly ShownHousehold[]; today: string; byVillage: boolean }) {
  return (
    <ul class="cards">
      {shown.map((one, at) => {
        const before = shown[at - 1];
        const opens = byVillage && (before === undefined || villageOf(before) !== villageOf(one));
        return (
          <li key={one.id}>
            {opens && <h2 class="village">{villageOf(one)}</h2>}
            <Card one={one} today={today} />
          </li>
        );
      })}
    </ul>
  );
}

function Card({ one, today }: { one: ShownHousehold; today: string }) {
  const { head_name, address } = one.household;
  const due = dueOf(one, today);
  return (
    <Link to={`households/${one.id}`} class="sheet card">
      <span class="card-name">{head_name ?? say("unnamed")}</span>
      <span class="soft small">{[villageOf(one), address].filter(Boolean).join(" · ")}</span>
      <span class="marks small">
        <DueMark due={due} />
        {one.unsent > 0 && <span class="mark-unsent">{say("visit-unsent", { n: one.unsent })}</span>}
        {one.lastVisitOn !== undefined && <span class="soft">{say("last-visit", { day: dayText(one.lastVisitOn, language.value) })}</span>}
      </span>
    </Link>
  );
}

export function DueMark({ due }: { due: Due }) {
  if (due.urgency === "none") return null;
  const day = due.day === undefined ? "" : dayText(due.day, language.value);
  return <span class={`tag ${due.urgency}`}>{say(`due-${due.urgency}`, { n: Math.abs(due.days ?? 0), day })}</span>;
}
