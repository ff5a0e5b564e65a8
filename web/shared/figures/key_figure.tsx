import { useId } from "preact/hooks";
import { Provenance, type Source } from "./provenance";
import "./key_figure.css";

interface KeyFigureProps {
  readonly label: string;
  readonly value: string;
  /** What the value is of, as `304 / 2,250`. */
  readonly of?: string | undefined;
  readonly change?: string | undefined;
  /** Between 0 and 1: drawn as a bar beneath the value. */
  readonly share?: number | undefined;
  readonly source?: Source | undefined;
}

/** One number that is read from across a room, with what it is of and where it comes from. */
export function KeyFigure({ label, value, of, change, share, source }: KeyFigureProps) {
  const id = useId();
  return (
    <section class="key-figure sheet" aria-labelledby={id}>
      <h2 id={id}>{label}</h2>
      <p class="value figure">{value}</p>
      {share !== undefined && <meter min={0} max={1} value={share} aria-label={label} />}
      <p class="small soft figure">
        {of}
        {change && <span class="change">{change}</span>}
      </p>
      {source && <Provenance label={label} source={source} />}
    </section>
  );
}
