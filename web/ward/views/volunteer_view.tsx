import { useLoaded } from "@shared/api/load";
import { dataOf } from "@shared/api/client";
import { dayText } from "@shared/i18n/days";
import { language } from "@shared/i18n/language";
import { Notice } from "@shared/parts/notices";
import { addressOf, go, Link, route } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import type { Desk } from "../desk";
import { printedList } from "../roster/printed_list";
import type { Household, Volunteer } from "../roster/store";
import { say } from "../words";
import { Devices } from "./devices";
import { Facts } from "./facts";
import { Invitation } from "./invitation";
import { PrintedList } from "./printed_list";
import { VolunteerForm } from "./volunteer_form";
import { VolunteerStanding } from "./volunteer_standing";

/** One volunteer: who they are, whom they help, how they sign in, and the list that they take along on paper. */
export function VolunteerView({ desk, id }: { desk: Desk; id: string }) {
  const { roster } = desk;
  const volunteer = roster.volunteers.value.get(id);
  if (id === "new") return <VolunteerForm desk={desk} onDone={(made) => go(addressOf(`volunteers/${made}`), { replace: true })} />;
  if (volunteer === undefined) return roster.isWhole.value ? <Notice>{say("not-there")}</Notice> : <Skeleton lines={10} />;
  if (route.value.query.has("amend")) {
    return <VolunteerForm desk={desk} volunteer={volunteer} onDone={() => go(addressOf(`volunteers/${id}`), { replace: true })} />;
  }
  return <Shown desk={desk} volunteer={volunteer} />;
}

function Shown({ desk, volunteer }: { desk: Desk; volunteer: Volunteer }) {
  const theirs = desk.roster.listed.value.filter((one) => one.volunteer_id === volunteer.id);
  return (
    <>
      <div class="no-print stack">
        <p>
          <Link to="volunteers">{say("volunteers")}</Link>
        </p>
        <div class="view-head">
          <h1 tabIndex={-1}>{volunteer.name ?? "–"}</h1>
          <div class="row">
            <Link to={`volunteers/${volunteer.id}`} query={{ amend: "" }} class="button">
              {say("amend")}
            </Link>
            <VolunteerStanding desk={desk} volunteer={volunteer} />
          </div>
        </div>
        <Facts
          facts={[
            [say("kind"), say(`kind-${volunteer.kind}`)],
            [say("phone"), volunteer.phone],
            [say("village"), volunteer.village_name],
            [say("households"), `${volunteer.caseload} / ${volunteer.capacity}`],
            [say("languages"), volunteer.languages.map((one) => languageName(one)).join(", ")],
            [say("minor-until"), volunteer.minor ? volunteer.minor_until : null],
            [say("consent-slip"), volunteer.guardian_consent?.slip],
            [say("since-day"), volunteer.enrolled_on && dayText(volunteer.enrolled_on, language.value)],
          ]}
        />
      </div>
      <Theirs desk={desk} volunteer={volunteer} households={theirs} />
      {volunteer.state === "enrolled" && (
        <div class="no-print stack">
          <Invitation desk={desk} volunteer={volunteer} />
          <Devices desk={desk} volunteer={volunteer} />
        </div>
      )}
    </>
  );
}

function Theirs({ desk, volunteer, households }: { desk: Desk; volunteer: Volunteer; households: readonly Household[] }) {
  const key = `${volunteer.id} ${households.length}`;
  const query = { volunteer_id: volunteer.id };
  const { data, failure } = useLoaded(key, () => dataOf(desk.services.visits.GET("/api/visits/v1/caseload", { params: { query } })));
  const isSure = data.value !== undefined || failure.value !== undefined;
  if (households.length === 0) return <Notice>{say("no-households-yet")}</Notice>;
  return isSure ? <PrintedList title={say("list-of", { name: volunteer.name ?? "" })} lines={printedList(households, data.value?.items ?? [])} /> : <Skeleton lines={8} />;
}

function languageName(code: string): string {
  return code === "vi" || code === "ktv" || code === "other" ? say(`language-${code}`) : code;
}
