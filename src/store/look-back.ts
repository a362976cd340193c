/** What one reading of a stretch of a list found. */
export interface Stretch<Item, Place> {
  /** Of the rows that were read, those that the filter leaves in. */
  readonly items: readonly Item[]
  /** The last row that was read; null when there was none. */
  readonly last: Place | null
  /** There is nothing beyond it. */
  readonly isEnd: boolean
}

/** A page of a list. */
export interface LookBack<Item, Place> {
  readonly items: readonly Item[]
  /** Where the next page goes on; null at the end. A page that is not full leads on too where looking took too long. */
  readonly next: Place | null
}

/** How long one page may look for rows that a filter leaves in, about, in milliseconds. */
const budgetMs = 80
/** Rows that one statement reads where no index tells which ones the filter leaves in. */
export const stretchRows = 2_000

/**
 * A page of a list whose filter may leave little in: `read` reads stretch by stretch, each after a place and with no more
 * than `wanted` items, until the page is full, the list at its end, or the time over.
 */
export async function lookBack<Item extends Place, Place>(
  count: number,
  after: Place | null,
  read: (after: Place | null, wanted: number) => Promise<Stretch<Item, Place>>,
): Promise<LookBack<Item, Place>> {
  const wanted = count + 1
  const found: Item[] = []
  const startedAt = performance.now()
  for (let place = after; ; ) {
    const { items, last, isEnd } = await read(place, wanted - found.length)
    found.push(...items)
    if (found.length >= wanted) return { items: found.slice(0, count), next: found[count - 1] ?? null }
    if (isEnd) return { items: found, next: null }
    place = last
    if (performance.now() - startedAt > budgetMs) return { items: found, next: place }
  }
}
