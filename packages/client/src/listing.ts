import { withQuery } from './query.ts'
import type { Call, CallOptions } from './transport.ts'

/** A list: awaited, its first page; iterated with `for await`, everything in it, page by page as it is needed. */
export interface Listing<Page, Item> extends Promise<Page>, AsyncIterable<Item> {
  /** One page after the other. */
  readonly pages: () => AsyncIterable<Page>
}

interface Paged {
  readonly _links: { readonly next?: { readonly href: string } | undefined }
}

/** Asks for the first page of a list. Each page may take as long as the options say. */
export function listing<Page extends Paged, Item>(
  call: Call,
  { path, member }: { readonly path: string; readonly member: string },
  input: object | undefined,
  itemsOf: (page: Page) => readonly Item[],
  options: CallOptions | undefined,
): Listing<Page, Item> {
  const ask = async (from: string) => (await call<Page>({ method: 'GET', path: from, member }, options)).body
  const first = ask(withQuery(path, input))

  async function* pages() {
    for (let page = await first; ; ) {
      yield page
      const query = page._links.next?.href.split('?', 2)[1]
      if (query === undefined) return
      // The path of a link is as the gateway's own callers see it; a proxy may have another.
      page = await ask(`${path}?${query}`)
    }
  }
  async function* items() {
    for await (const page of pages()) yield* itemsOf(page)
  }
  return Object.assign(first, { pages, [Symbol.asyncIterator]: items })
}
