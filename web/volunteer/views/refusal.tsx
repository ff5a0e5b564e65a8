import { Notice } from "@shared/parts/notices";
import type { Entry } from "../outbox/entry";

/** Why the server refused a record, in its own words. */
export function Refusal({ entry: { problem } }: { entry: Entry }) {
  if (problem === undefined) return null;
  return (
    <Notice tone="bad">
      <p>
        <strong>{problem.title}</strong>
      </p>
      <p>{[problem.detail, problem.remedy].filter(Boolean).join(" ")}</p>
      {problem.errors?.length ? (
        <ul>
          {problem.errors.map((error) => (
            <li key={error.pointer}>{error.message}</li>
          ))}
        </ul>
      ) : null}
    </Notice>
  );
}
