import type { ShownHousehold } from "../caseload/overlay";
import { say } from "../caseload/words";
import type { RequestKind } from "../visit/body";
import type { Work } from "../work/work";
import { ToldForm } from "./told_form";

const KINDS: readonly RequestKind[] = ["access", "correction", "withdrawal", "objection", "erasure", "complaint"];

/** What a household asks about its personal data, taken down at the door. */
export function RequestView({ work, household }: { work: Work; household: ShownHousehold }) {
  const save = async (kind: RequestKind, text: string) => {
    const savedAt = new Date().toISOString();
    const body = { ward: work.owner?.ward ?? "", household_id: household.id, id: crypto.randomUUID(), kind, occurred_at: savedAt, ...(text && { text }) };
    await work.record([{ commandId: crypto.randomUUID(), service: "visits", kind: "TakeRequest", householdId: household.id, body, savedAt }]);
  };
  const title = (
    <>
      {say("take-request")}
      <span class="sub">{household.household.head_name ?? say("unnamed")}</span>
    </>
  );
  const from = `households/${household.id}`;
  const kinds = KINDS.map((value) => ({ value, label: say(`request-${value}`) }));
  return <ToldForm from={from} to={from} title={title} what={say("request-what")} kindLegend={say("request-kind")} kinds={kinds} textLabel={say("request-text")} onSave={save} />;
}
