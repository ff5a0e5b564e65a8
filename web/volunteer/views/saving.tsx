import { Failure, Notice } from "@shared/parts/notices";
import { say } from "../words";

/** What kept a record from being saved; what was entered stays on the form. */
export function SavingFailure({ failure }: { failure: unknown }) {
  if (failure === undefined) return null;
  if (!isDiskFull(failure)) return <Failure failure={failure} />;
  return (
    <Notice tone="bad" live>
      <p>
        <strong>{say("disk-full")}</strong>
      </p>
      <p>{say("disk-full-remedy")}</p>
    </Notice>
  );
}

function isDiskFull(failure: unknown): boolean {
  return failure instanceof DOMException && (failure.name === "QuotaExceededError" || failure.name === "AbortError");
}
