import './page.css'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { RefreshIcon } from '../ui/icon.tsx'
import { useOfNow } from './clock.ts'
import { relativeTime } from './time.ts'

/** How fresh a page is. */
export interface Freshness {
  /** Epoch milliseconds of the last answer; 0 before the first. */
  readonly updatedAt: number
  readonly isFetching: boolean
  readonly onRefresh: () => void
}

/** A page with its heading, which is told to whoever hears the page when it is come to. */
export interface PageProps {
  readonly title: string
  /** Stands beside the title. */
  readonly mark?: ReactNode
  readonly description?: ReactNode
  readonly freshness?: Freshness
  readonly actions?: ReactNode
  /** Something on the page takes the focus itself. */
  readonly isFocusTaken?: boolean
  readonly children: ReactNode
}

export function Page(props: PageProps) {
  const { title, mark, description, freshness, actions, isFocusTaken = false, children } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${applicationName()}`
  }, [title])
  useEffect(() => {
    // Who came here by a link is at the page's beginning; who just opened the console is where the browser puts them.
    if (isMoving && !isFocusTaken) heading.current?.focus({ preventScroll: true })
    isMoving = true
  }, [isFocusTaken])
  return (
    <div className="page">
      <div className="page-head">
        <div className="page-heading">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {mark}
        </div>
        <div className="page-actions">
          {freshness !== undefined && <Updated {...freshness} />}
          {actions}
        </div>
        {description !== undefined && <p className="page-description">{description}</p>}
      </div>
      {children}
    </div>
  )
}

let isMoving = false

/** As the page says of itself, whatever its title has become. */
function applicationName(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=application-name]')?.content ?? 'Rampway'
}

function Updated({ updatedAt, isFetching, onRefresh }: Freshness) {
  const words = useOfNow((now) => (updatedAt === 0 ? '' : `Updated ${relativeTime(updatedAt, now)}`))
  return (
    <span className="updated">
      <span>{words}</span>
      <Button kind="quiet" size="small" label="Refresh" onClick={onRefresh}>
        <span className={isFetching ? 'refresh turning' : 'refresh'}>
          <RefreshIcon />
        </span>
      </Button>
    </span>
  )
}

/** A part of a page, with its own heading. */
export interface SectionProps {
  readonly title: string
  readonly aside?: ReactNode
  readonly children: ReactNode
  /** What is in it reaches its edges, as tables do. */
  readonly isFlush?: boolean
}

export function Section({ title, aside, children, isFlush = false }: SectionProps) {
  return (
    <section className="section" aria-label={title}>
      <div className="section-head">
        <h2>{title}</h2>
        {aside}
      </div>
      <div className={isFlush ? 'section-body flush' : 'section-body'}>{children}</div>
    </section>
  )
}
