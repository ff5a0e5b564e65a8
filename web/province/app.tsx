import { useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Bearer, Services } from "@shared/api/client";
import { LanguageChoice } from "@shared/parts/language_choice";
import { Failure } from "@shared/parts/notices";
import { Link, route } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import { say as sayShared } from "@shared/parts/words";
import { periodIn } from "@shared/figures/periods";
import { FiguresStore, type Shown } from "./figures/store";
import { AsOfStrip } from "@shared/figures/as_of_strip";
import { MapView } from "./views/map_view";
import { Overview } from "./views/overview";
import { PeriodChoice } from "@shared/figures/period_choice";
import { ProceduresView } from "./views/procedures_view";
import { RankingView } from "./views/ranking_view";
import { TrendView } from "./views/trend_view";
import { UnitView } from "./views/unit_view";
import { say } from "./words";
import "./app.css";

const SECTIONS = { "": "overview", map: "map", ranking: "ranking", trend: "trend", procedures: "procedures" } as const;

interface AppProps {
  readonly services: Services;
  readonly bearer: Bearer;
  readonly onSignOut: () => void;
}

export function App({ services, bearer, onSignOut }: AppProps) {
  const store = useMemo(() => new FiguresStore(services, bearer), [services, bearer]);
  const { query } = route.value;
  const period = useMemo(() => periodIn(query, now()), [query]);
  useEffect(() => {
    const ended = new AbortController();
    void store.live(ended.signal);
    return () => ended.abort();
  }, [store]);
  useEffect(() => void store.choose(period), [store, period]);
  useSignalEffect(() => {
    document.title = say("title");
  });
  const shown = store.shown.value;
  return (
    <>
      <a class="button skip" href="#content">
        {sayShared("skip-to-content")}
      </a>
      <header class="top">
        <p class="name">{say("title")}</p>
        <nav class="row" aria-label={say("sections")}>
          {Object.entries(SECTIONS).map(([path, name]) => (
            <Link key={path} to={path} query={Object.fromEntries(query)} class="section">
              {say(name)}
            </Link>
          ))}
        </nav>
        <div class="row no-print">
          <LanguageChoice />
          <button type="button" class="plain" onClick={() => print()}>
            {say("print")}
          </button>
          <button type="button" class="plain" onClick={onSignOut}>
            {sayShared("sign-out")}
          </button>
        </div>
      </header>
      <main id="content" class="stack">
        <PeriodChoice period={period} />
        {store.failure.value !== undefined && <Failure failure={store.failure.value} onRetry={() => void store.load()} />}
        {shown === undefined ? (
          <Skeleton lines={16} />
        ) : (
          <>
            <AsOfStrip asOf={shown.figures.as_of} isLive={store.isLive.value} />
            <View services={services} shown={shown} />
          </>
        )}
      </main>
    </>
  );
}

/** The day on which an address is opened decides what "this month" in it means. */
function now(): number {
  return Date.now();
}

function View({ services, shown }: { services: Services; shown: Shown }) {
  const [section, unit] = route.value.path.split("/");
  if (section === "units" && unit !== undefined) return <UnitView key={unit} services={services} shown={shown} ward={unit} />;
  switch (section) {
    case "map":
      return <MapView shown={shown} />;
    case "ranking":
      return <RankingView shown={shown} />;
    case "trend":
      return <TrendView services={services} shown={shown} />;
    case "procedures":
      return <ProceduresView services={services} shown={shown} />;
    default:
      return <Overview shown={shown} />;
  }
}
