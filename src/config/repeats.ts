/** An item, and the first one before it that it meets. */
export interface Repeat<Item> {
  readonly again: Item
  readonly first: Item
}

/** Finds the items that meet an earlier one: one of the keys that they look for was left by it. */
export function findRepeats<Item>(
  items: readonly Item[],
  looksFor: (item: Item) => readonly string[],
  leaves: (item: Item) => readonly string[] = looksFor,
): readonly Repeat<Item>[] {
  const left = new Map<string, Item>()
  return items.flatMap((again) => {
    const first = looksFor(again)
      .map((key) => left.get(key))
      .find((item) => item !== undefined)
    if (first !== undefined) return [{ again, first }]
    for (const key of leaves(again)) if (!left.has(key)) left.set(key, again)
    return []
  })
}
