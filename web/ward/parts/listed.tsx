/** A list that comes in pages: what has come, and the rest when it is asked for. */

import { useSignal, type Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Failure, Notice } from "@shared/parts/notices";
import { Skeleton } from "@shared/parts/skeleton";
import type { PageOf } from "../roster/pages";
import { say } from "../words";

interface ListedProps<Item> {
  /** Names what is asked for: with another key the list begins anew. */
  readonly of: string;
  readonly ask: (cursor: string | undefined) => Promise<PageOf<Item>>;
  readonly empty: string;
  readonly children: (items: readonly Item[]) => ComponentChildren;
}

export function Listed<Item>({ of, ask, empty, children }: ListedProps<Item>) {
  const come = useSignal<PageOf<Item> | undefined>(undefined);
  const failure = useSignal<unknown>(undefined);
  const latest = useSignal(of);
  const load = (before: readonly Item[], cursor: string | undefined) => {
    failure.value = undefined;
    ask(cursor).then(
      ({ items, next }) => {
        if (latest.peek() === of) come.value = { items: [...before, ...items], next };
      },
      (reason: unknown) => (failure.value = reason),
    );
  };
  useEffect(() => {
    latest.value = of;
    load([], undefined);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `of` stands for everything that `ask` depends on
  }, [of]);
  return <Shown come={come} failure={failure} empty={empty} onMore={load} onRetry={() => load([], undefined)} children={children} />;
}

interface ShownProps<Item> {
  readonly come: Signal<PageOf<Item> | undefined>;
  readonly failure: Signal<unknown>;
  readonly empty: string;
  readonly onMore: (before: readonly Item[], cursor: string) => void;
  readonly onRetry: () => void;
  readonly children: (items: readonly Item[]) => ComponentChildren;
}

function Shown<Item>({ come, failure, empty, onMore, onRetry, children }: ShownProps<Item>) {
  const found = come.value;
  if (failure.value !== undefined) return <Failure failure={failure.value} onRetry={onRetry} />;
  if (found === undefined) return <Skeleton lines={8} />;
  const next = found.next;
  return (
    <>
      {found.items.length === 0 && next === null ? <Notice>{empty}</Notice> : children(found.items)}
      {next !== null && (
        <button type="button" onClick={() => onMore(found.items, next)}>
          {say("load-more")}
        </button>
      )}
    </>
  );
}
