import "./skeleton.css";
import { say } from "./words";

/** Holds the place of lines that are being loaded, so that nothing jumps when they come. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <div class="skeleton" role="status" aria-label={say("loading")}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} aria-hidden="true" />
      ))}
    </div>
  );
}
