import { numberText } from "@shared/i18n/catalogue";
import { language } from "@shared/i18n/language";
import { route } from "@shared/parts/route";
import type { Shown } from "../figures/store";
import { UnitMap } from "../map/unit_map";
import { say } from "../words";
import { ShareChoice, chosenShare } from "./share_choice";
import { UnitTable } from "./unit_table";

/** The 94 units by any share, as a map and, beside it, as a table. */
export function MapView({ shown }: { shown: Shown }) {
  const { query } = route.value;
  const share = chosenShare(query);
  return (
    <div class="stack">
      <h1 tabIndex={-1}>{say("map-of", { indicator: say(share) })}</h1>
      <ShareChoice />
      <p class="soft small">{say("map-says")}</p>
      <UnitMap wards={shown.wards} share={share} query={Object.fromEntries(query)} />
      <Legend />
      <details>
        <summary>{say("as-table")}</summary>
        <UnitTable rows={shown.wards} share={share} />
      </details>
    </div>
  );
}

function Legend() {
  const percent = (share: number) => numberText(share, language.value, { style: "percent" });
  return (
    <ul class="legend small unit-map" aria-label={say("share")}>
      <li class="unit none">
        <i />
        {say("not-started")}
      </li>
      {[0, 1, 2, 3, 4].map((step) => (
        <li key={step} class={`unit step-${step}`}>
          <i />
          {`${percent(step / 5)} – ${percent((step + 1) / 5)}`}
        </li>
      ))}
    </ul>
  );
}
