import type { AsOf } from "./indicators";
import { countText } from "./texts";
import { say } from "./words";

export interface Source {
  readonly definition: string;
  readonly asOf: AsOf;
}

/** Where a figure comes from: its definition, and up to which ledger numbers it counts. */
export function Provenance({ label, source }: { label: string; source: Source }) {
  return (
    <details class="no-print small">
      <summary aria-label={`${say("where-from")} ${label}`}>{say("where-from")}</summary>
      <p>
        <strong>{say("defined-as")}:</strong> {source.definition}
      </p>
      <p>
        <strong>{say("ledger-numbers")}:</strong> {say("assignments", { n: countText(source.asOf.assignment.events) })},{" "}
        {say("visits-number", { n: countText(source.asOf.visits.events) })}
      </p>
    </details>
  );
}
