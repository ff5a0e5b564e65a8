/** The page's colours as charts take them: read from the tokens, again when the scheme changes. */

import { signal } from "@preact/signals";

export interface Colours {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly series: readonly string[];
}

export const colours = signal<Colours>(read());

for (const query of ["(prefers-color-scheme: dark)", "print"]) {
  matchMedia(query).addEventListener("change", () => (colours.value = read()));
}

/** A token may be light-dark(…): only an element that wears it knows the colour. */
function read(): Colours {
  const probe = document.createElement("i");
  document.body.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const [ink, soft, line] = [colour("--ink"), colour("--ink-soft"), colour("--line")];
  const series = ["--sea", "--amber", "--leaf", "--clay"].map(colour);
  probe.remove();
  return { ink, soft, line, series };
}
