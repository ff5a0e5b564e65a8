import { signal } from "@preact/signals";

const NARROW = matchMedia("(max-width: 52rem)");

/** Whether the page is too narrow for wide tables. */
export const isNarrow = signal(NARROW.matches);

NARROW.addEventListener("change", () => (isNarrow.value = NARROW.matches));
