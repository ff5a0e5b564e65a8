import { useEffect, useRef } from "preact/hooks";
import { language } from "@shared/i18n/language";
import { timeText } from "@shared/i18n/days";
import { Notice } from "@shared/parts/notices";
import { Link, route } from "@shared/parts/route";
import { say as sayShared } from "@shared/parts/words";
import { say } from "../words";
import { nextVersion } from "../work/update";
import type { Work } from "../work/work";
import { HouseholdView } from "./household";
import { HouseholdsView } from "./households";
import { IncidentView } from "./incident";
import { MoreView } from "./more";
import { OutboxView } from "./outbox";
import { MendView } from "./mend";
import { RegisterView } from "./register";
import { RequestView } from "./request";
import { VisitView } from "./visit";
import "./views.css";

const TABS = { "": "households", outbox: "outbox", more: "more" } as const;

/** The page once it is open: where it stands with the server above, one view, three tabs under the thumb. */
export function Shell({ work }: { work: Work }) {
  const { path } = route.value;
  const first = useRef(true);
  useEffect(() => {
    // A screen reader follows to the new view; the page's own start is left alone.
    if (!first.current) document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  const isForm = /\/(visit|request)$|^(new|incident)$|^outbox\//.test(path);
  return (
    <>
      <a class="button skip" href="#content">
        {sayShared("skip-to-content")}
      </a>
      <header class="top">
        <Standing work={work} />
      </header>
      <main id="content" class="stack">
        {!isForm && <News work={work} />}
        <View work={work} path={path} />
      </main>
      {!isForm && (
        <nav class="tabs" aria-label={say("sections")}>
          {Object.entries(TABS).map(([to, name]) => (
            <Link key={to} to={to} class="tab">
              {say(name)}
              {name === "outbox" && work.waiting.value.length > 0 && <span class="badge figure">{work.waiting.value.length}</span>}
            </Link>
          ))}
        </nav>
      )}
    </>
  );
}

function View({ work, path }: { work: Work; path: string }) {
  const [section, id, part] = path.split("/");
  switch (section) {
    case "households": {
      const household = work.households.value.find((one) => one.id === id);
      if (household === undefined) return <HouseholdsView work={work} />;
      if (part === "visit") return <VisitView key={id} work={work} household={household} />;
      return part === "request" ? <RequestView work={work} household={household} /> : <HouseholdView work={work} household={household} />;
    }
    case "new":
      return <RegisterView work={work} />;
    case "incident":
      return <IncidentView work={work} />;
    case "outbox":
      return id === undefined ? <OutboxView work={work} /> : <MendView key={id} work={work} commandId={id} />;
    case "more":
      return <MoreView work={work} />;
    default:
      return <HouseholdsView work={work} />;
  }
}

function Standing({ work }: { work: Work }) {
  const taken = work.takenAt.value;
  const time = taken === undefined ? "–" : timeText(new Date(taken).toISOString(), language.value);
  const round = work.round.value ?? "running";
  return (
    <p class={`standing ${round}`} role="status">
      {say(`sync-${round}`, { time })}
    </p>
  );
}

/** What the person has to know or may do, above every view but a form. */
function News({ work }: { work: Work }) {
  const round = work.round.value;
  const begin = nextVersion.value;
  return (
    <>
      {(round === "ended" || round === "signed-out") && (
        <Notice tone="due">
          <p>{say(`sync-${round}-what`)}</p>
          <p>
            <Link to="more" class="button">
              {say("sign-in-again")}
            </Link>
          </p>
        </Notice>
      )}
      {begin && (
        <Notice>
          <p class="row">
            <span>{say("new-version")}</span>
            <button type="button" onClick={begin}>
              {say("new-version-take")}
            </button>
          </p>
        </Notice>
      )}
    </>
  );
}
