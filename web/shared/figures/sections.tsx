/** The key figures of a unit or of the whole city, in three groups: how far, what was done, what waits. */

import { numberText } from "../i18n/catalogue";
import { language } from "../i18n/language";
import { type Figures, shareOf, type ShareName } from "./indicators";
import { KeyFigure } from "./key_figure";
import { changeText, countText, medianText, shareText } from "./texts";
import { say } from "./words";

const STOCKS = ["registered", "assigned", "visited", "helped", "self_reliant"] as const satisfies readonly ShareName[];

export function Stocks({ figures }: { figures: Figures }) {
  const households = figures.households;
  return (
    <div class="key-figures" role="group" aria-label={say("households")}>
      {STOCKS.map((name) => {
        const whole = name === "registered" ? households.total : households.registered;
        const share = shareOf(households[name], whole);
        return (
          <KeyFigure
            key={name}
            label={say(name)}
            value={countText(households[name])}
            of={`${shareText(share)} · ${say("n-of", { n: countText(households[name]), of: countText(whole) })}`}
            share={share}
            source={{ definition: say(`def-${name}`), asOf: figures.as_of }}
          />
        );
      })}
    </div>
  );
}

export function Flows({ figures, earlier }: { figures: Figures; earlier?: Figures | undefined }) {
  const active = figures.volunteers.active_in_period ?? figures.volunteers.active_this_month;
  const flows = [
    { label: say("visits"), now: figures.visits.total, past: earlier?.visits.total },
    { label: say("people"), now: figures.people_helped, past: earlier?.people_helped },
    { label: say("completed"), now: figures.procedures.completed, past: earlier?.procedures.completed },
    { label: say("active"), now: active, past: earlier?.volunteers.active_in_period },
  ];
  return (
    <div class="key-figures" role="group" aria-label={say("visits")}>
      {flows.map(({ label, now, past }) => (
        <KeyFigure
          key={label}
          label={label}
          value={countText(now)}
          of={past === undefined ? undefined : say("period-before", { value: countText(past) })}
          change={changeText(now, past)}
        />
      ))}
    </div>
  );
}

export function Waits({ figures }: { figures: Figures }) {
  const { waiting_first_visit: first, procedures, follow_ups: followUps, volunteers } = figures;
  const signatures = figures.procedures.by_procedure["digital-signature"]?.completed ?? 0;
  const perHundred = shareOf(signatures * 100, figures.households.adults);
  const waits = [
    { label: say("waiting-first"), value: countText(first.over_14_days), of: say("n-of", { n: countText(first.over_14_days), of: countText(first.households) }) },
    { label: say("overdue"), value: countText(procedures.overdue), of: say("n-of", { n: countText(procedures.overdue), of: countText(procedures.open) }) },
    { label: say("follow-ups-overdue"), value: countText(followUps.overdue), of: say("n-of", { n: countText(followUps.overdue), of: countText(followUps.open) }) },
    { label: say("days-first"), value: medianText(figures.days_to_first_visit), of: `n = ${countText(figures.days_to_first_visit.n)}` },
    { label: say("days-result"), value: medianText(procedures.days_to_result), of: `n = ${countText(procedures.days_to_result.n)}` },
    { label: say("volunteers"), value: countText(volunteers.enrolled), of: say("free-places", { n: volunteers.free_places }) },
    {
      label: say("signatures"),
      value: perHundred === undefined ? "–" : numberText(perHundred, language.value, { maximumFractionDigits: 1 }),
      of: say("n-of", { n: countText(signatures), of: countText(figures.households.adults) }),
    },
  ];
  return (
    <div class="key-figures" role="group" aria-label={say("open")}>
      {waits.map((wait) => (
        <KeyFigure key={wait.label} {...wait} />
      ))}
    </div>
  );
}
