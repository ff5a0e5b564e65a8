import { type Figures, shareOf } from "@shared/figures/indicators";
import { shareText } from "@shared/figures/texts";
import { say } from "../words";

/** The city's targets: what we have a part in with our part, the others as what they are, without a value of ours. */
export function Targets({ figures }: { figures: Figures }) {
  const able = shareOf(figures.households.self_reliant, figures.households.registered);
  return (
    <section class="stack">
      <h2>{say("targets")}</h2>
      <ul class="stack">
        <li class="sheet">
          <strong>{say("target-family")}</strong>
          <p class="soft">{say("target-ours", { value: `${shareText(able)} ${say("self_reliant").toLowerCase()}` })}</p>
        </li>
        {(["target-skills", "target-signature", "target-online"] as const).map((target) => (
          <li key={target} class="sheet">
            <strong>{say(target)}</strong>
            <p class="soft">{say("target-context")}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
