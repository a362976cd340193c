import { Instant } from '../../parts/instant.tsx'
import { Badge } from '../../ui/badge.tsx'
import type { Switch } from '../api/state-shapes.ts'
import { scopeInWords, scopeOf } from './switch-words.ts'

/** Switches in force, a line each. */
export function SwitchLines({ switches }: { readonly switches: readonly Switch[] }) {
  return (
    <ul className="lines">
      {switches.map((one) => (
        <li key={one.id} className="line">
          <Badge tone={one.state === 'off' ? 'bad' : 'warn'}>{one.state === 'off' ? 'Off' : 'Draining'}</Badge>
          <div className="line-text">
            <p className="row-name">{scopeInWords(scopeOf(one))}</p>
            <p className="row-note">
              {one.reason} · by {one.created_by}
              {one.ends_at !== null && (
                <>
                  {' '}
                  · ends <Instant at={one.ends_at} />
                </>
              )}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
