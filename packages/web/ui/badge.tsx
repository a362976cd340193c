import './badge.css'
import type { ReactNode } from 'react'

/** What a state means for whoever looks at it. */
export type Tone = 'neutral' | 'active' | 'good' | 'bad' | 'warn'

export function Badge({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>
}

/** The tone of an HTTP status. */
export function toneOfStatus(status: number | null): Tone {
  if (status === null) return 'warn'
  if (status < 300) return 'good'
  return status < 500 ? 'warn' : 'bad'
}
