import { useSignal } from "@preact/signals";
import { useLoaded } from "@shared/api/load";
import { dayText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Failure, Notice } from "@shared/parts/notices";
import { addressOf, go, Link, route } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import type { Desk } from "../desk";
import { type Dossier, loadDossier } from "../roster/dossier";
import type { Household, Stand } from "../roster/store";
import type { DoorDossier } from "../roster/timeline";
import { say } from "../words";
import { AssignBar } from "./assign_bar";
import { CasesOfHousehold } from "./cases_of_household";
import { Erasure } from "./erasure";
import { type Fact, Facts } from "./facts";
import { HouseholdForm } from "./household_form";
import { HouseholdStanding } from "./household_standing";
import { Openings } from "./openings";
import { TakeRequest } from "./take_request";
import { Timeline } from "./timeline";
import { HouseholdLink, VolunteerLink } from "./today_lines";

/** One household: what is known, who helps, and what happened there. */
export function HouseholdView({ desk, id }: { desk: Desk; id: string }) {
  const { roster } = desk;
  const household = roster.households.value.get(id);
  if (id === "new") return <HouseholdForm desk={desk} onDone={(made) => go(addressOf(`households/${made}`), { replace: true })} />;
  if (household === undefined) return roster.isWhole.value ? <Elsewhere desk={desk} id={id} /> : <Skeleton lines={10} />;
  if (route.value.query.has("amend")) {
    return <HouseholdForm desk={desk} household={household} onDone={() => go(addressOf(`households/${id}`), { replace: true })} />;
  }
  return <Shown desk={desk} household={household} />;
}

/** A household that is not on the list: removed, erased, or only known from a door. */
function Elsewhere({ desk, id }: { desk: Desk; id: string }) {
  const { failure } = useLoaded(id, () => desk.roster.mend({ households: [id] }));
  return failure.value === undefined ? <Skeleton lines={10} /> : <Notice>{say("not-there")}</Notice>;
}

function Shown({ desk, household }: { desk: Desk; household: Household }) {
  const stand = useSignal<Stand | undefined>(desk.stood.get(household.id));
  const key = `${household.volunteer_id ?? ""} ${household.state} ${language.value} ${JSON.stringify(stand.value)}`;
  const { data, failure } = useLoaded(key, () => loadDossier(desk.services, desk.ward, household.id, stand.value));
  const dossier = data.value;
  const onDone = ({ stream, version }: Stand) => {
    stand.value = { stream, version };
    desk.stood.set(household.id, stand.value);
  };
  return (
    <>
      <p>
        <Link to="households">{say("households")}</Link>
      </p>
      <Head desk={desk} household={household} />
      <KnownFacts desk={desk} household={household} dossier={dossier} />
      {failure.value !== undefined && <Failure failure={failure.value} />}
      {dossier === undefined ? (
        <Skeleton lines={8} />
      ) : (
        <>
          <Duplicates desk={desk} dossier={dossier} />
          {dossier.door && <CasesOfHousehold desk={desk} cases={dossier.door.cases} onDone={onDone} />}
          <TakeRequest desk={desk} household={household.id} requests={dossier.door?.requests ?? []} onDone={onDone} />
          <Timeline desk={desk} dossier={dossier} onDone={onDone} />
          <Openings dossier={dossier} />
          <Erasure desk={desk} household={household} erasure={dossier.roster.erasure} onAgain={() => (stand.value = undefined)} />
        </>
      )}
    </>
  );
}

function Head({ desk, household }: { desk: Desk; household: Household }) {
  const isAssigning = useSignal(false);
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const assign = () => {
    chosen.value = new Set([household.id]);
    isAssigning.value = true;
  };
  return (
    <>
      <div class="view-head">
        <h1 tabIndex={-1}>{[household.code, household.head_name ?? say("no-name")].filter(Boolean).join(" · ")}</h1>
        <div class="row">
          {household.state === "listed" && (
            <>
              {!household.no_contact && (
                <button type="button" class="primary" onClick={assign}>
                  {say(household.volunteer_id === null ? "assign" : "hand-over")}
                </button>
              )}
              <Link to="paper" query={{ household: household.id }} class="button">
                {say("record-paper")}
              </Link>
              <Link to={`households/${household.id}`} query={{ amend: "" }} class="button">
                {say("amend")}
              </Link>
            </>
          )}
          <HouseholdStanding desk={desk} household={household} />
        </div>
      </div>
      <AssignBar desk={desk} chosen={chosen} isAssigning={isAssigning} />
    </>
  );
}

function KnownFacts({ desk, household, dossier }: { desk: Desk; household: Household; dossier: Dossier | undefined }) {
  const removedOn = dossier?.roster.household.removed_on;
  return (
    <Facts
      facts={[
        [say("standing"), household.state === "listed" ? household.no_contact && say("no-contact-short") : say(`s-${household.state}`)],
        [say("removed-on"), removedOn && dayText(removedOn, language.value)],
        [say("village"), household.village_name],
        [say("volunteer"), household.volunteer_id === null ? say("nobody-helps") : <VolunteerLink desk={desk} id={household.volunteer_id} />],
        [say("phone"), household.phone],
        [say("address"), household.address],
        [say("way"), household.location],
        [say("signal"), household.signal && say(`signal-${household.signal}`)],
        [say("adults"), household.adults],
        [say("priority"), household.priority.map((group) => say(group)).join(", ")],
        ...standingFacts(dossier?.door?.standing),
      ]}
    />
  );
}

function standingFacts(standing: DoorDossier["standing"] | undefined): Fact[] {
  if (standing === undefined) return [];
  const answered = (is: boolean) => say(is ? "yes" : "no");
  return [
    [say("first-met"), standing.first_met_on && dayText(standing.first_met_on, language.value)],
    [say("helped-here"), answered(standing.helped)],
    [say("self-reliant"), answered(standing.self_reliant)],
  ];
}

function Duplicates({ desk, dossier }: { desk: Desk; dossier: Dossier }) {
  const others = dossier.roster.household.possible_duplicates ?? [];
  if (others.length === 0) return null;
  return (
    <Notice tone="due">
      <p>{say("duplicates")}:</p>
      <ul>
        {others.map((id) => (
          <li key={id}>
            <HouseholdLink desk={desk} id={id} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}
