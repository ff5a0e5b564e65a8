import { useSignal } from "@preact/signals";
import { Field } from "@shared/parts/field";
import type { Desk } from "../desk";
import { filtered } from "../roster/filters";
import type { Household } from "../roster/store";
import { say } from "../words";

const OFFERED = 6;
const NO_FILTER = { village: "", volunteer: "", priority: "", standing: "" };

/** Finds a household of the list by code, head or address. */
export function HouseholdPick({ desk, onPick }: { desk: Desk; onPick: (household: Household) => void }) {
  const q = useSignal("");
  const found = q.value.trim().length < 2 ? [] : filtered(desk.roster.households.value.values(), { ...NO_FILTER, q: q.value });
  return (
    <div class="stack sheet">
      <Field label={say("paper-household")} hint={say("paper-household-hint")}>
        <input type="search" autocomplete="off" onInput={(event) => (q.value = event.currentTarget.value)} />
      </Field>
      {q.value.trim().length >= 2 && found.length === 0 && <p>{say("paper-no-household")}</p>}
      <div class="row">
        {found.slice(0, OFFERED).map((one) => (
          <button key={one.id} type="button" onClick={() => onPick(one)}>
            {[one.code, one.head_name, one.village_name].filter(Boolean).join(" · ")}
          </button>
        ))}
      </div>
    </div>
  );
}
