import type { ComponentChild } from "preact";
import "./facts.css";

export type Fact = readonly [name: string, value: ComponentChild];

/** What is known of something, name by name; what is not known is left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="facts sheet">
      {facts.map(
        ([name, value]) =>
          value != null &&
          value !== "" &&
          value !== false && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
