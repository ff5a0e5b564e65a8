import { useSignal } from "@preact/signals";
import { Field } from "@shared/parts/field";
import { say } from "../caseload/words";
import type { IncidentKind } from "../visit/body";
import { say as sayPage } from "../words";
import type { Work } from "../work/work";
import { ToldForm } from "./told_form";

/** A lost phone is told to the coordinator by other ways: reported here, it would sign this very phone out as lost. */
const KINDS: readonly Exclude<IncidentKind, "lost_phone">[] = ["threat", "harassment", "injury", "dog", "money", "other"];

/** What befell the volunteer; read by the ward's coordinator alone. */
export function IncidentView({ work }: { work: Work }) {
  const where = useSignal("");
  const save = async (kind: (typeof KINDS)[number], text: string) => {
    const [id, savedAt] = [crypto.randomUUID(), new Date().toISOString()];
    const body = { id, kind, occurred_at: savedAt, ...(where.value && { household_id: where.value }), ...(text && { text }) };
    // An incident is no part of a household's history, and waits for nothing.
    await work.record([{ commandId: crypto.randomUUID(), service: "visits", kind: "ReportIncident", householdId: `incident/${id}`, body, savedAt }]);
  };
  const kinds = KINDS.map((value) => ({ value, label: say(`incident-${value}`) }));
  const [title, what] = [sayPage("incident-report"), sayPage("incident-what")];
  return (
    <ToldForm from="more" to="outbox" title={title} what={what} kindLegend={say("incident-kind")} kinds={kinds} textLabel={say("incident-text")} onSave={save}>
      <Field label={say("incident-where")}>
        <select value={where.value} onChange={(event: Event) => (where.value = (event.currentTarget as HTMLSelectElement).value)}>
          <option value="">{say("nowhere")}</option>
          {work.households.value.map((one) => (
            <option key={one.id} value={one.id}>
              {one.household.head_name ?? say("unnamed")}
            </option>
          ))}
        </select>
      </Field>
    </ToldForm>
  );
}
