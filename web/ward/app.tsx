import { useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { LanguageChoice } from "@shared/parts/language_choice";
import { Failure } from "@shared/parts/notices";
import { Link, route } from "@shared/parts/route";
import { say as sayShared } from "@shared/parts/words";
import { unitName } from "@shared/reference/catalogues";
import type { Session } from "@shared/session/session";
import { type Desk, deskOf } from "./desk";
import { SaidBar } from "./parts/said";
import { CasesView } from "./views/cases_view";
import { FiguresView } from "./views/figures_view";
import { HouseholdView } from "./views/household_view";
import { HouseholdsView } from "./views/households_view";
import { ImportView } from "./views/import_view";
import { PaperView } from "./views/paper_view";
import { IncidentsView, PhonesView } from "./views/phones_view";
import { RequestsView } from "./views/requests_view";
import { TodayView } from "./views/today_view";
import { VolunteerView } from "./views/volunteer_view";
import { VisitsView } from "./views/visits_view";
import { VolunteersView } from "./views/volunteers_view";
import { say } from "./words";
import "./app.css";

const SECTIONS = {
  "": "today",
  households: "households",
  volunteers: "volunteers",
  visits: "visits",
  cases: "cases",
  requests: "requests",
  figures: "figures",
  import: "import",
} as const;

export function App({ session }: { session: Session }) {
  const ward = session.person.value?.ward ?? "";
  const desk = useMemo(() => deskOf(session.services, () => session.bearer(), ward), [session, ward]);
  useEffect(() => void desk.roster.load(), [desk]);
  useSignalEffect(() => {
    document.title = `${say("title")} · ${unitName(ward)}`;
  });
  const { roster } = desk;
  return (
    <div class="desk">
      <a class="button skip" href="#content">
        {sayShared("skip-to-content")}
      </a>
      <header class="side no-print">
        <p class="ward-name">
          <span class="mark" aria-hidden="true">
            {"1 + 20"}
          </span>
          <strong>{unitName(ward)}</strong>
        </p>
        <nav aria-label={say("sections")}>
          {Object.entries(SECTIONS).map(([path, name]) => (
            <Link key={path} to={path} class={isWithin(path) ? "section here" : "section"}>
              {say(name)}
            </Link>
          ))}
        </nav>
        <div class="side-foot">
          <LanguageChoice />
          <button type="button" class="plain" onClick={() => void session.signOut()}>
            {sayShared("sign-out")}
          </button>
        </div>
      </header>
      <main id="content" class="stack">
        {roster.failure.value !== undefined && <Failure failure={roster.failure.value} onRetry={() => void roster.load()} />}
        <View desk={desk} />
      </main>
      <SaidBar desk={desk} />
    </div>
  );
}

function isWithin(path: string): boolean {
  return path !== "" && route.value.path.startsWith(`${path}/`);
}

function View({ desk }: { desk: Desk }) {
  const [section, id] = route.value.path.split("/");
  switch (section) {
    case "households":
      return id === undefined ? <HouseholdsView desk={desk} /> : <HouseholdView key={id} desk={desk} id={id} />;
    case "volunteers":
      return <Volunteers desk={desk} id={id} />;
    case "visits":
      return <VisitsView desk={desk} />;
    case "paper":
      return <PaperView desk={desk} />;
    case "cases":
      return <CasesView desk={desk} />;
    case "requests":
      return <RequestsView desk={desk} />;
    case "figures":
      return <FiguresView desk={desk} />;
    case "import":
      return <ImportView desk={desk} />;
    case "incidents":
      return <IncidentsView desk={desk} />;
    default:
      return <TodayView desk={desk} />;
  }
}

function Volunteers({ desk, id }: { desk: Desk; id: string | undefined }) {
  if (id === "phones") return <PhonesView desk={desk} />;
  return id === undefined ? <VolunteersView desk={desk} /> : <VolunteerView key={id} desk={desk} id={id} />;
}
