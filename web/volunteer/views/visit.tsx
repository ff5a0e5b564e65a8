import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { language } from "@shared/i18n/language";
import { dayOf, dayText, timeText } from "@shared/i18n/days";
import { addressOf, go, Link } from "@shared/parts/route";
import type { ShownHousehold } from "../caseload/overlay";
import { say as sayHousehold } from "../caseload/words";
import type { Draft } from "../outbox/entry";
import { bodyOf, missing, newDraft, type VisitDraft } from "../visit/draft";
import { VisitFields } from "../visit/form";
import { say } from "../visit/words";
import { say as sayPage } from "../words";
import type { Work } from "../work/work";
import { SavingFailure } from "./saving";

const PAUSE_BEFORE_KEEPING = 600;

/** The form of one visit to one household; what was begun is kept, sealed, until it is saved. */
export function VisitView({ work, household }: { work: Work; household: ShownHousehold }) {
  const draft = useSignal(begun(work, household.id));
  const isKept = useKept(work, household.id, draft);
  const save = async (clock: string | undefined) => {
    const kept = work.kept.value.find((one) => one.household.id === household.id);
    await work.record(drafts(draft.value, household.id, clock !== undefined), kept && { ...kept, draft: undefined });
    void work.countProcedures(draft.value.lines.map((line) => line.procedure));
    go(addressOf(`households/${household.id}`), { replace: true });
  };
  return (
    <VisitForm work={work} draft={draft} household={household} isKept={isKept} onSave={save}>
      <Link to={`households/${household.id}`} class="back">
        {sayPage("back")}
      </Link>
      <h1 tabIndex={-1}>
        {household.household.head_name ?? sayHousehold("unnamed")}
        <span class="sub">{`${say("title")} · ${dayText(dayOf(Date.now()), language.value)}`}</span>
      </h1>
    </VisitForm>
  );
}

interface VisitFormProps {
  readonly work: Work;
  readonly draft: Signal<VisitDraft>;
  readonly household: ShownHousehold | undefined;
  /** Whether what is written so far would survive the browser's end. */
  readonly isKept?: Signal<boolean>;
  /** `clock`: the server's time, where this phone's cannot be believed. */
  readonly onSave: (clock: string | undefined) => Promise<void>;
  readonly children: preact.ComponentChildren;
}

export function VisitForm({ work, draft, household, isKept, onSave, children }: VisitFormProps) {
  const clock = useSignal<string | undefined>(undefined);
  const isTried = useSignal(false);
  const isBusy = useSignal(false);
  const failure = useSignal<unknown>(undefined);
  useEffect(() => void work.clockIsBehind().then((said) => (clock.value = said)), [work, clock]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    isTried.value = true;
    if (isBusy.value) return;
    if (missing(draft.value, clock.value !== undefined).length > 0) {
      requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true], fieldset:has(.wrong) input")?.focus());
      return;
    }
    isBusy.value = true;
    failure.value = undefined;
    await onSave(clock.value).catch((reason: unknown) => (failure.value = reason));
    isBusy.value = false;
  };
  const shownClock = clock.value === undefined ? undefined : { server: timeText(clock.value, language.value), phone: timeText(new Date().toISOString(), language.value) };
  return (
    <form class="stack form" noValidate onSubmit={(event) => void submit(event)}>
      {children}
      <VisitFields draft={draft} household={household} used={work.used.value} clock={shownClock} isTried={isTried.value} />
      <div class="save-bar stack">
        <SavingFailure failure={failure.value} />
        {isKept?.value && <p class="soft small">{say("draft-kept")}</p>}
        <button type="submit" class="primary wide" disabled={isBusy.value}>
          {isBusy.value ? sayPage("saving") : say("save-visit")}
        </button>
      </div>
    </form>
  );
}

/** A form that was begun, unless its visit is in the outbox already. */
function begun(work: Work, householdId: string): VisitDraft {
  const kept = work.kept.value.find((one) => one.household.id === householdId)?.draft;
  const isSaved = work.entries.value.some((entry) => entry.body["visit_id"] === kept?.visitId);
  return kept !== undefined && !isSaved ? kept : newDraft(crypto.randomUUID(), crypto.randomUUID());
}

/** Keep the form as it is filled in, a moment after the last change: a lock or a killed browser loses none of it. */
function useKept(work: Work, householdId: string, draft: Signal<VisitDraft>): Signal<boolean> {
  const isKept = useSignal(false);
  useEffect(() => {
    const keep = async (value: VisitDraft) => {
      const kept = work.kept.value.find((one) => one.household.id === householdId);
      if (kept === undefined) return;
      await work.keepHousehold({ ...kept, draft: value });
      isKept.value = draft.value === value;
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isFirst = true;
    const stop = draft.subscribe((value) => {
      if (isFirst) {
        isFirst = false;
        return;
      }
      isKept.value = false;
      clearTimeout(timer);
      timer = setTimeout(() => void keep(value), PAUSE_BEFORE_KEEPING);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [work, householdId, draft, isKept]);
  return isKept;
}

/** The visit, and the follow-ups that it did, as commands of their own. */
function drafts(draft: VisitDraft, householdId: string, isTold: boolean): readonly Draft[] {
  const savedAt = new Date().toISOString();
  const body = bodyOf(draft, householdId, savedAt);
  const told = isTold ? { told: true } : {};
  const common = { service: "visits" as const, householdId, savedAt, ...told };
  return [
    { ...common, commandId: crypto.randomUUID(), kind: "RecordVisit", body: { ...body } },
    ...draft.done.map((id) => ({ ...common, commandId: crypto.randomUUID(), kind: "CloseFollowUp", body: { follow_up_id: id, occurred_at: body.occurred_at } })),
  ];
}
