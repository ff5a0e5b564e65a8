import { useSignal } from "@preact/signals";
import { addressOf, go, Link } from "@shared/parts/route";
import type { Entry } from "../outbox/entry";
import { mended } from "../outbox/machine";
import type { HouseholdBody, VisitBody } from "../visit/body";
import { bodyOf, draftOf } from "../visit/draft";
import { say as sayVisit } from "../visit/words";
import { say } from "../words";
import type { Work } from "../work/work";
import { Refusal } from "./refusal";
import { RegisterForm } from "./register";
import { VisitForm } from "./visit";

/** A refused record, open to be mended: what it said, why it was refused, and its form. */
export function MendView({ work, commandId }: { work: Work; commandId: string }) {
  const entry = work.entries.value.find((one) => one.commandId === commandId);
  if (entry?.state !== "refused") {
    return (
      <Link to="outbox" class="back">
        {say("back")}
      </Link>
    );
  }
  return entry.kind === "RegisterHousehold" ? <MendHousehold work={work} entry={entry} /> : <MendVisit work={work} entry={entry} />;
}

/** Kinds whose form can be opened again. */
export function canMend(entry: Entry): boolean {
  return entry.kind === "RecordVisit" || entry.kind === "RegisterHousehold";
}

async function put(work: Work, entry: Entry, body: Entry["body"]): Promise<void> {
  await work.mend(entry.commandId, mended(entry, crypto.randomUUID(), body));
  go(addressOf("outbox"), { replace: true });
}

function MendVisit({ work, entry }: { work: Work; entry: Entry }) {
  const draft = useSignal(draftOf(entry.body as unknown as VisitBody, crypto.randomUUID()));
  const household = work.households.value.find((one) => one.id === entry.householdId);
  const save = () => put(work, entry, { ...bodyOf(draft.value, entry.householdId, entry.savedAt) });
  return (
    <VisitForm work={work} draft={draft} household={household} onSave={save}>
      <Head entry={entry} />
    </VisitForm>
  );
}

function MendHousehold({ work, entry }: { work: Work; entry: Entry }) {
  const body = entry.body as unknown as HouseholdBody;
  const save = (changed: HouseholdBody) => put(work, entry, { ...entry.body, ...changed });
  return (
    <RegisterForm work={work} start={body} onSave={save}>
      <Head entry={entry} />
    </RegisterForm>
  );
}

function Head({ entry }: { entry: Entry }) {
  return (
    <>
      <Link to="outbox" class="back">
        {say("back")}
      </Link>
      <h1 tabIndex={-1}>{sayVisit("mending")}</h1>
      <Refusal entry={entry} />
    </>
  );
}
