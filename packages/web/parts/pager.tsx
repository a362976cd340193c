import { Button } from '../ui/button.tsx'
import { type Filters, nextPlaceOf, placeName } from './filters.ts'

/** Leads through a list that is longer than a page, newest first. */
export function Pager({ filters, links }: PagerProps) {
  const next = nextPlaceOf(links)
  const isFirst = filters.of(placeName) === ''
  if (next === '' && isFirst) return null
  return (
    <nav className="pager" aria-label="More of the list">
      <Button size="small" isDisabled={isFirst} onClick={() => filters.change({ [placeName]: '' })}>
        Newest
      </Button>
      <Button size="small" isDisabled={next === ''} onClick={() => filters.change({ [placeName]: next })}>
        Older
      </Button>
    </nav>
  )
}

interface PagerProps {
  readonly filters: Filters
  readonly links: { readonly next?: { readonly href: string } }
}
