import { type ComponentChildren, cloneElement, type VNode } from "preact";
import { useId } from "preact/hooks";
import "./field.css";

interface FieldProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  /** What is wrong with the value, and how to mend it. */
  readonly problem?: string | undefined;
  /** One input, select or textarea. */
  readonly children: VNode<Record<string, unknown>>;
}

/** A labelled input with its hint and its problem, tied together for screen readers. */
export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  const input = cloneElement(children, {
    id,
    "aria-describedby": described || undefined,
    "aria-invalid": problem ? "true" : undefined,
  });
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {input}
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {problem && (
        <span class="wrong" id={`${id}-problem`}>
          {problem}
        </span>
      )}
    </div>
  );
}
