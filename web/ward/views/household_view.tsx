import { useSignal } from "@preact/signals";
import { Notice } from "@shared/parts/notices";
import { addressOf, go, Link, route } from "@shared/parts/route";
import { Skeleton } from "@shared/parts/skeleton";
import type { Desk } from "../desk";
import type { Household } from "../roster/store";
import { say } from "../words";
import { AssignBar } from "./assign_bar";
import { Facts } from "./facts";
import { HouseholdForm } from "./household_form";
import { VolunteerLink } from "./today_lines";

/** One household: what is known, who helps, and what happened there. */
export function HouseholdView({ desk, id }: { desk: Desk; id: string }) {
  const { roster } = desk;
  const household = roster.households.value.get(id);
  if (id === "new") return <HouseholdForm desk={desk} onDone={(made) => go(addressOf(`households/${made}`), { replace: true })} />;
  if (household === undefined) return roster.isWhole.value ? <Notice>{say("not-there")}</Notice> : <Skeleton lines={10} />;
  if (route.value.query.has("amend")) {
    return <HouseholdForm desk={desk} household={household} onDone={() => go(addressOf(`households/${id}`), { replace: true })} />;
  }
  return <Shown desk={desk} household={household} />;
}

function Shown({ desk, household }: { desk: Desk; household: Household }) {
  const isAssigning = useSignal(false);
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const name = household.head_name ?? say("no-name");
  return (
    <>
      <p>
        <Link to="households">{say("households")}</Link>
      </p>
      <div class="view-head">
        <h1 tabIndex={-1}>{[household.code, name].filter(Boolean).join(" · ")}</h1>
        <div class="row">
          {household.state === "listed" && (
            <>
              <Link to={`households/${household.id}`} query={{ amend: "" }} class="button">
                {say("amend")}
              </Link>
              <button
                type="button"
                class="primary"
                onClick={() => {
                  chosen.value = new Set([household.id]);
                  isAssigning.value = true;
                }}
              >
                {say(household.volunteer_id === null ? "assign" : "hand-over")}
              </button>
            </>
          )}
        </div>
      </div>
      <Facts
        facts={[
          [say("village"), household.village_name],
          [say("volunteer"), household.volunteer_id === null ? say("nobody-helps") : <VolunteerLink desk={desk} id={household.volunteer_id} />],
          [say("phone"), household.phone],
          [say("address"), household.address],
          [say("way"), household.location],
          [say("signal"), household.signal && say(`signal-${household.signal}`)],
          [say("adults"), household.adults],
          [say("priority"), household.priority.map((group) => say(group)).join(", ")],
        ]}
      />
      <AssignBar desk={desk} chosen={chosen} isAssigning={isAssigning} />
    </>
  );
}
