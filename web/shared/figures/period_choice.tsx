import { dayAfter, dayOf, dayText } from "../i18n/days";
import { language } from "../i18n/language";
import { Field } from "../parts/field";
import { addressOf, go, route } from "../parts/route";
import { inAddress, named, type Period, PERIODS, type PeriodName } from "./periods";
import { say } from "./words";
import "./period_choice.css";

/** Chooses the period of all flows; it stands in the address, so that a link shows the same to everyone. */
export function PeriodChoice({ period }: { period: Period }) {
  const choose = (chosen: Period) => {
    const { path, query } = route.value;
    const others = Object.fromEntries([...query].filter(([name]) => !["period", "from", "to"].includes(name)));
    go(addressOf(path, { ...others, ...inAddress(chosen) }), { replace: true });
  };
  const chooseNamed = (event: Event) => {
    const name = (event.currentTarget as HTMLSelectElement).value as PeriodName;
    const today = dayOf(Date.now());
    choose(name === "free" ? { name, from: dayAfter(today, -29), to: today } : named(name, today));
  };
  return (
    <div class="period no-print">
      <Field label={say("period")}>
        <select value={period.name} onChange={chooseNamed}>
          {PERIODS.map((name) => (
            <option key={name} value={name}>
              {say(`period-${name}`)}
            </option>
          ))}
        </select>
      </Field>
      {period.name === "free" && <FreeDays period={period} onChoose={choose} />}
      {period.from && period.to && period.name !== "free" && (
        <p class="soft small figure">{`${dayText(period.from, language.value)} – ${dayText(period.to, language.value)}`}</p>
      )}
    </div>
  );
}

function FreeDays({ period, onChoose }: { period: Period; onChoose: (period: Period) => void }) {
  const set = (which: "from" | "to") => (event: Event) => {
    const day = (event.currentTarget as HTMLInputElement).value;
    const next = { ...period, [which]: day };
    if (day && next.from && next.to && next.from <= next.to) onChoose(next);
  };
  return (
    <>
      {(["from", "to"] as const).map((which) => (
        <Field key={which} label={say(which)}>
          <input type="date" value={period[which]} min={which === "to" ? period.from : undefined} max={which === "from" ? period.to : undefined} onChange={set(which)} />
        </Field>
      ))}
    </>
  );
}
