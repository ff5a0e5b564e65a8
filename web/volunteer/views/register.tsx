import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Field } from "@shared/parts/field";
import { Notice } from "@shared/parts/notices";
import { addressOf, go, Link } from "@shared/parts/route";
import { villageOf } from "../caseload/finding";
import type { Household, KeptHousehold } from "../caseload/household";
import { say } from "../caseload/words";
import { Choices, Stepper, Toggles } from "../parts/choices";
import type { HouseholdBody } from "../visit/body";
import { say as sayPage } from "../words";
import type { Work } from "../work/work";
import { SavingFailure } from "./saving";

const GROUPS = ["elderly-70", "ethnic-minority", "disability", "poor", "near-poor", "remote"] as const;
const SIGNALS = ["good", "weak", "none"] as const;
const LANGUAGES = ["vi", "ktv", "other"] as const;
const MOST_ADULTS = 50;

/** A family met at a door, registered on the spot, also without signal. */
export function RegisterView({ work }: { work: Work }) {
  const save = async (body: HouseholdBody) => {
    const id = crypto.randomUUID();
    const savedAt = new Date().toISOString();
    const content = { ...body, id, ward: work.owner?.ward ?? "", occurred_at: savedAt };
    const draft = { commandId: crypto.randomUUID(), service: "assignment" as const, kind: "RegisterHousehold", householdId: id, body: content, savedAt };
    await work.record([draft], keptOf(id, body));
    go(addressOf(`households/${id}`), { replace: true });
  };
  return (
    <RegisterForm work={work} start={{ village: "", priority: [], signal: "good" }} onSave={save}>
      <Link to="" class="back">
        {sayPage("back")}
      </Link>
      <h1 tabIndex={-1}>{say("register")}</h1>
    </RegisterForm>
  );
}

/** The household as this phone shows it until the server's list holds it. */
function keptOf(id: string, body: HouseholdBody): KeptHousehold {
  const said = { code: null, village: null, village_name: body.village, assigned_on: null };
  const texts = { head_name: body.head_name ?? null, phone: body.phone ?? null, address: body.address ?? null, location: body.location ?? null };
  const household: Household = { id, ...said, ...texts, priority: body.priority, signal: body.signal, adults: body.adults ?? null, language: body.language ?? null };
  return { household, standing: "new" };
}

interface RegisterFormProps {
  readonly work: Work;
  readonly start: HouseholdBody;
  readonly onSave: (body: HouseholdBody) => Promise<void>;
  readonly children: ComponentChildren;
}

export function RegisterForm({ work, start, onSave, children }: RegisterFormProps) {
  const body = useSignal(start);
  const isTried = useSignal(false);
  const isBusy = useSignal(false);
  const failure = useSignal<unknown>(undefined);
  const value = body.value;
  const change = (changes: Partial<HouseholdBody>) => (body.value = { ...body.value, ...changes });
  const villages = [...new Set(work.households.value.map(villageOf))].filter(Boolean).sort((a, b) => a.localeCompare(b, "vi"));
  const text = (name: "village" | "head_name" | "phone" | "address" | "location", most: number) => ({
    maxLength: most,
    value: value[name] ?? "",
    onInput: (event: InputEvent) => change({ [name]: (event.currentTarget as HTMLInputElement).value }),
  });
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    isTried.value = true;
    if (isBusy.value || !body.value.village.trim()) return;
    isBusy.value = true;
    failure.value = undefined;
    await onSave(said(body.value)).catch((reason: unknown) => (failure.value = reason));
    isBusy.value = false;
  };
  const locate = () => navigator.geolocation.getCurrentPosition(({ coords }) => change({ location: `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}` }));
  return (
    <form class="stack form" noValidate onSubmit={(event) => void submit(event)}>
      {children}
      <Notice tone="due">{say("register-what")}</Notice>
      <Field label={say("village")} problem={isTried.value && !value.village.trim() ? say("village-needed") : undefined}>
        <input list="villages" required {...text("village", 120)} />
      </Field>
      <datalist id="villages">
        {villages.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Field label={say("head-name")}>
        <input autocomplete="off" {...text("head_name", 100)} />
      </Field>
      <Field label={say("phone")}>
        <input type="tel" autocomplete="off" {...text("phone", 20)} />
      </Field>
      <Field label={say("address")}>
        <input autocomplete="off" {...text("address", 200)} />
      </Field>
      <Field label={say("location")}>
        <input autocomplete="off" {...text("location", 100)} />
      </Field>
      <button type="button" onClick={locate}>
        {say("location-here")}
      </button>
      <Choices legend={say("signal")} choices={SIGNALS.map((one) => ({ value: one, label: say(`signal-${one}`) }))} value={value.signal} onChoose={(signal) => change({ signal })} />
      <Toggles
        legend={say("priority")}
        choices={GROUPS.map((one) => ({ value: one, label: say(one) }))}
        chosen={value.priority}
        onToggle={(one) => change({ priority: value.priority.includes(one) ? value.priority.filter((other) => other !== one) : [...value.priority, one] })}
      />
      <Stepper label={say("adults")} value={value.adults ?? 0} max={MOST_ADULTS} onChange={(adults) => change({ adults })} />
      <Choices legend={say("language")} choices={LANGUAGES.map((one) => ({ value: one, label: say(`language-${one}`) }))} value={value.language ?? ""} onChoose={(language) => change({ language })} />
      <div class="save-bar stack">
        <SavingFailure failure={failure.value} />
        <button type="submit" class="primary wide" disabled={isBusy.value}>
          {isBusy.value ? sayPage("saving") : say("register-save")}
        </button>
      </div>
    </form>
  );
}

/** Without what was left empty. */
function said(body: HouseholdBody): HouseholdBody {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== "")) as unknown as HouseholdBody;
}
