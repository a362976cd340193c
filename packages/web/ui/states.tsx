import './states.css'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'

/** What stands where there is nothing yet: what belongs here, and how it gets there. */
export function EmptyState({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children !== undefined && <div className="state-text">{children}</div>}
    </div>
  )
}

/** What stands where something should be and could not be had: what happened, and what to do. */
export interface ErrorStateProps {
  readonly title: string
  readonly children?: ReactNode
  readonly onRetry?: (() => void) | undefined
}

export function ErrorState({ title, children, onRetry }: ErrorStateProps) {
  return (
    <div className="state error" role="alert">
      <p className="state-title">{title}</p>
      {children !== undefined && <div className="state-text">{children}</div>}
      {onRetry !== undefined && (
        <div className="state-action">
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  )
}

/** Bars in the place of what is loading, as high as it will be. */
export function Skeleton({ rows, height }: { readonly rows: number; readonly height: string }) {
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton-row" style={{ height }} />
      ))}
    </div>
  )
}
