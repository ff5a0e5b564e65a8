import { useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { useLoaded } from "@shared/api/load";
import { dayOf, dayText } from "@shared/i18n/days";
import { numberText } from "@shared/i18n/catalogue";
import { language } from "@shared/i18n/language";
import { Failure, Notice } from "@shared/parts/notices";
import { Link } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import type { Desk } from "../desk";
import { say } from "../words";
import { CaseLine, FollowUpLine, IncidentLine, PhoneLine, RequestLine, VisitLine } from "./today_lines";
import { type Due, FLAGS, loadDue, type Some } from "./today_sections";
import "./today_view.css";

/** Lines of a section that are shown before one goes to where it is worked. */
const SHOWN = 5;
const AGAIN_MS = 60_000;

/** The first view: what needs a decision, the gravest first, and what is quiet. */
export function TodayView({ desk }: { desk: Desk }) {
  const round = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => (round.value += document.visibilityState === "visible" ? 1 : 0), AGAIN_MS);
    return () => clearInterval(timer);
  }, [round]);
  const now = useComputed(() => (round.value, Date.now())).value;
  const { data, failure } = useLoaded(`${round.value}`, () => loadDue(desk.services, desk.ward, now));
  const day = dayText(dayOf(now), language.value, { dateStyle: "full" });
  return (
    <>
      <h1 tabIndex={-1}>{say("today-for", { day })}</h1>
      {failure.value !== undefined && <Failure failure={failure.value} onRetry={() => (round.value += 1)} />}
      {data.value === undefined ? <Skeleton lines={14} /> : <Sections desk={desk} due={data.value} now={now} />}
    </>
  );
}

interface Section {
  readonly title: string;
  readonly tone: "bad" | "due" | "info";
  readonly count: number;
  readonly isMore: boolean;
  readonly lines: readonly ComponentChildren[];
  readonly to: string;
  readonly query?: Readonly<Record<string, string>>;
}

function Sections({ desk, due, now }: { desk: Desk; due: Due; now: number }) {
  const sections = [...grave(desk, due, now), ...working(desk, due, now), ...rosterSections(desk), ...records(desk, due)];
  const waiting = sections.filter((one) => one.count > 0);
  const quiet = sections.filter((one) => one.count === 0).map((one) => one.title.toLocaleLowerCase(language.value));
  return (
    <>
      {waiting.length === 0 && <Notice tone="good">{say("nothing-to-decide")}</Notice>}
      <div class="due-sections">
        {waiting.map((section) => (
          <SectionSheet key={section.title} section={section} />
        ))}
      </div>
      {quiet.length > 0 && <p class="soft small">{say("all-quiet", { list: quiet.join(" · ") })}</p>}
    </>
  );
}

function SectionSheet({ section: { title, tone, count, isMore, lines, to, query } }: { section: Section }) {
  const number = numberText(count, language.value);
  return (
    <section class={`sheet due-section ${tone}`}>
      <h2>
        <span class="figure count">{isMore ? say("at-least", { n: number }) : number}</span> {title}
      </h2>
      {lines.length > 0 && (
        <ul>
          {lines.slice(0, SHOWN).map((line, at) => (
            <li key={at}>{line}</li>
          ))}
          {lines.length >= SHOWN && count > SHOWN && <li class="soft small">{say("and-more", { n: count - SHOWN })}</li>}
        </ul>
      )}
      <p class="work">
        <Link to={to} query={query ?? {}} class="button">
          {say("work-on")}
          <span class="visually-hidden">{`: ${title}`}</span>
        </Link>
      </p>
    </section>
  );
}

function sectionOf<Item>(
  title: string,
  tone: Section["tone"],
  { items, isMore }: Some<Item>,
  line: (item: Item) => ComponentChildren,
  to: string,
  query?: Readonly<Record<string, string>>,
): Section {
  return { title, tone, count: items.length, isMore, lines: items.slice(0, SHOWN).map(line), to, ...(query && { query }) };
}

function grave(desk: Desk, due: Due, now: number): Section[] {
  const { flagged, incidents, requests } = due;
  return [
    sectionOf(say("t-minor_alone"), "bad", flagged.minor_alone, (one) => <VisitLine desk={desk} visit={one} />, "visits", { flag: "minor_alone" }),
    sectionOf(say("t-incidents"), "bad", incidents, (one) => <IncidentLine desk={desk} incident={one} />, "incidents"),
    sectionOf(say("t-requests"), "bad", requests, (one) => <RequestLine desk={desk} request={one} now={now} />, "requests"),
  ];
}

function working(desk: Desk, due: Due, now: number): Section[] {
  const { overdue, returned, near, followUps, phones } = due;
  const caseLine = (one: Due["near"]["items"][number]) => <CaseLine desk={desk} found={one} now={now} />;
  return [
    sectionOf(say("t-cases-overdue"), "due", overdue, caseLine, "cases", { show: "overdue" }),
    sectionOf(say("t-cases-returned"), "due", returned, caseLine, "cases", { show: "returned" }),
    sectionOf(say("t-cases-near"), "info", near, caseLine, "cases", { show: "near" }),
    sectionOf(say("t-follow-ups"), "due", followUps, (one) => <FollowUpLine desk={desk} followUp={one} now={now} />, "cases/follow-ups"),
    sectionOf(say("t-phones"), "due", phones, (one) => <PhoneLine desk={desk} phone={one} />, "volunteers/phones"),
  ];
}

function records(desk: Desk, { flagged }: Due): Section[] {
  return FLAGS.slice(1).map((flag) =>
    sectionOf(say(`t-${flag}`), "info", flagged[flag], (one) => <VisitLine desk={desk} visit={one} />, "visits", { flag }),
  );
}

function rosterSections({ roster }: Desk): Section[] {
  const unassigned = roster.listed.value.filter((one) => one.volunteer_id === null && !one.no_contact);
  const full = roster.enrolled.value.filter((one) => one.free_places <= 0);
  const free = roster.enrolled.value.filter((one) => one.free_places > 0);
  const places = free.reduce((sum, one) => sum + one.free_places, 0);
  const loading = !roster.isWhole.value;
  const text = (line: string) => <span class="soft">{line}</span>;
  return [
    {
      title: say("t-unassigned"),
      tone: "due",
      count: unassigned.length,
      isMore: loading && unassigned.length > 0,
      lines: villagesOf(unassigned).map(([village, n]) => text(`${village}: ${say("n-households", { n })}`)),
      to: "households",
      query: { standing: "unassigned" },
    },
    { title: say("t-free"), tone: "info", count: free.length, isMore: false, lines: free.length ? [text(say("free-of", { n: places }))] : [], to: "volunteers", query: { standing: "free" } },
    { title: say("t-full"), tone: "info", count: full.length, isMore: false, lines: [], to: "volunteers", query: { standing: "full" } },
  ];
}

function villagesOf(households: readonly { readonly village_name: string | null }[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { village_name: name } of households) counts.set(name ?? "", (counts.get(name ?? "") ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]);
}
