/** Locks the phone when nobody has touched it for a while, also after it slept in a pocket. */

import { IDLE_MS } from "../phone/lock";
import type { Work } from "./work";

const LOOK_EVERY = 10_000;

export function followIdle(work: Work): void {
  let touched = Date.now();
  const look = () => {
    if (Date.now() - touched > IDLE_MS) work.lock();
  };
  for (const sign of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(
      sign,
      () => {
        // Timers stand still in a pocket: the first touch afterwards must not count as having been here.
        look();
        touched = Date.now();
      },
      { capture: true, passive: true },
    );
  }
  document.addEventListener("visibilitychange", () => {
    look();
    if (!document.hidden) void work.sync();
  });
  setInterval(look, LOOK_EVERY);
}
