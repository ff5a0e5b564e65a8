/** Lists come in pages; the desk wants them whole. */

export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** The most that a service answers at once. */
export const PAGE = 200;

/** Every item of a list; `onMore` is told what has come so far. */
export async function wholeList<Item>(
  ask: (cursor: string | undefined) => Promise<PageOf<Item>>,
  onMore: (items: readonly Item[]) => void = () => undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    items.push(...page.items);
    onMore(items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}
