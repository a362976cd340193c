import './tile.css'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Tone } from '../../ui/badge.tsx'

/** Figures side by side. */
export function Tiles({ children }: { readonly children: ReactNode }) {
  return <dl className="tiles">{children}</dl>
}

/** A figure that leads to the list behind it. */
export interface TileProps {
  readonly label: string
  readonly value: ReactNode
  readonly note?: ReactNode
  readonly tone?: Tone
  readonly href: string
}

export function Tile({ label, value, note, tone = 'neutral', href }: TileProps) {
  return (
    <div className={`tile ${tone}`}>
      <dt>{label}</dt>
      <dd>
        <Link className="tile-value" href={href}>
          {value}
        </Link>
        {note !== undefined && <span className="tile-note">{note}</span>}
      </dd>
    </div>
  )
}
