/** Loading what one view shows, again whenever what it asks for changes; the old stays until the new is there. */

import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export interface Loaded<Data> {
  readonly data: Signal<Data | undefined>;
  readonly failure: Signal<unknown>;
}

/** `key` names what is asked for: the same key is not asked twice. */
export function useLoaded<Data>(key: string, ask: () => Promise<Data>): Loaded<Data> {
  const data = useSignal<Data | undefined>(undefined);
  const failure = useSignal<unknown>(undefined);
  useEffect(() => {
    let isCurrent = true;
    ask().then(
      (loaded) => {
        if (!isCurrent) return;
        data.value = loaded;
        failure.value = undefined;
      },
      (reason: unknown) => {
        if (isCurrent) failure.value = reason;
      },
    );
    return () => {
      isCurrent = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key stands for everything that `ask` depends on
  }, [key]);
  return { data, failure };
}
