import type { ComponentChildren } from "preact";
import { ProblemAnswer, ServerAway } from "../api/problems";
import "./notice.css";
import { say } from "./words";

type Tone = "info" | "good" | "due" | "bad";

/** A message that stands on the page; `live` ones are read out when they appear. */
export function Notice({ tone = "info", live = false, children }: { tone?: Tone; live?: boolean; children: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`} role={live ? (tone === "bad" ? "alert" : "status") : undefined}>
      {children}
    </div>
  );
}

/** What went wrong, what it means, and the next step. */
export function Failure({ failure, onRetry }: { failure: unknown; onRetry?: () => void }) {
  const { title, text } = told(failure);
  return (
    <Notice tone="bad" live>
      <p>
        <strong>{title}</strong>
      </p>
      {text && <p>{text}</p>}
      {onRetry && (
        <p>
          <button type="button" onClick={onRetry}>
            {say("try-again")}
          </button>
        </p>
      )}
    </Notice>
  );
}

function told(failure: unknown): { title: string; text: string } {
  if (failure instanceof ServerAway) return { title: say("no-answer"), text: say("no-answer-remedy") };
  if (failure instanceof ProblemAnswer) {
    const wait = failure.retryAfter ? say("try-in", { n: failure.retryAfter }) : "";
    return { title: failure.title, text: [failure.detail, failure.remedy, wait].filter(Boolean).join(" ") };
  }
  return { title: say("defect"), text: say("defect-remedy") };
}
