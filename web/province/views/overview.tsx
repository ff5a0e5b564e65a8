import { Priority } from "@shared/figures/priority";
import { Flows, Stocks, Waits } from "@shared/figures/sections";
import type { Shown } from "../figures/store";
import { say } from "../words";
import { Targets } from "./targets";

/** The first view: how far the households are, what was done in the period, what waits, and the city's targets. */
export function Overview({ shown }: { shown: Shown }) {
  const { figures, earlier } = shown;
  return (
    <div class="stack">
      <h1 tabIndex={-1}>{say("overview")}</h1>
      {shown.period.from && <p class="soft small">{say("stocks-now")}</p>}
      <Stocks figures={figures} />
      <Flows figures={figures} earlier={earlier} />
      <Waits figures={figures} />
      <Priority figures={figures} />
      <Targets figures={figures} />
    </div>
  );
}
