import { useState } from 'react'
import { Identifier } from '../../parts/identifier.tsx'
import { Section } from '../../parts/page.tsx'
import { dateOf, durationInWords, localTime, preciseTimeOfDay, utcTime } from '../../parts/time.ts'
import { codeInWords } from '../../parts/words.ts'
import type { Tone } from '../../ui/badge.tsx'
import { Timeline, type TimelineEntry } from '../../ui/timeline.tsx'
import type { SessionDetail, TimelineEvent } from '../api/shapes.ts'
import { NoteForm } from './note-form.tsx'

const actors: Readonly<Record<string, string>> = {
  app: 'the app',
  user: 'the user',
  meld: 'Meld',
  gateway: 'the gateway',
  operator: 'an operator',
}

/** All that happened to a session in one order, by whomever; it can be narrowed to some of them. */
export function SessionTimeline({ session }: { readonly session: SessionDetail }) {
  const [shown, setShown] = useState<string | undefined>(undefined)
  const present = Object.keys(actors).filter((actor) => session.timeline.some(({ by }) => by === actor))
  const events = session.timeline.filter(({ by }) => shown === undefined || by === shown)
  return (
    <Section
      title="Timeline"
      aside={
        present.length > 1 && (
          <fieldset className="timeline-tools" aria-label="Shown on the timeline">
            {[undefined, ...present].map((actor) => (
              <button
                key={actor ?? 'all'}
                type="button"
                className="chip"
                aria-pressed={shown === actor}
                onClick={() => setShown(actor)}
              >
                {actor === undefined ? 'All' : codeInWords(actor)}
              </button>
            ))}
          </fieldset>
        )
      }
    >
      <div className="session-timeline" data-testid="timeline">
        <Timeline entries={events.map(entryOf)} label="What happened to the session" stampOf={stampOf} />
      </div>
      <NoteForm id={session.id} tenant={session.tenant} />
    </Section>
  )
}

function entryOf(event: TimelineEvent, place: number): TimelineEntry {
  const detail = detailOf(event)
  return {
    key: `${event.happened_at} ${event.kind} ${place}`,
    title: event.title,
    tone: toneOf(event),
    at: event.happened_at,
    by: actors[event.by] ?? event.by,
    ...(detail !== null && { detail }),
  }
}

function detailOf(event: TimelineEvent) {
  const { service_provider, duration_ms, outcome, status, http_status, reason, trace_id, transaction_id } = event
  const { text, ...told } = event.detail ?? {}
  const further = { ...told, transaction_id, trace_id }
  const facts = [
    service_provider,
    duration_ms === undefined ? undefined : durationInWords(duration_ms),
    outcome === undefined ? undefined : codeInWords(outcome),
    status === undefined ? undefined : codeInWords(status),
    http_status === undefined ? undefined : `HTTP ${http_status}`,
    reason === undefined ? undefined : codeInWords(reason),
  ].filter((fact) => fact !== undefined)
  const rest = Object.entries(further).filter(([, value]) => value !== null && value !== undefined)
  if (facts.length === 0 && rest.length === 0 && text === undefined) return null
  return (
    <>
      {typeof text === 'string' && <p className="event-note">{text}</p>}
      {facts.length > 0 && (
        <p className="event-facts">
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
      )}
      {rest.length > 0 && (
        <details className="event-more">
          <summary>Details</summary>
          <dl>
            {rest.map(([name, value]) => (
              <FurtherDetail key={name} name={name} value={value} />
            ))}
          </dl>
        </details>
      )}
    </>
  )
}

function FurtherDetail({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <>
      <dt>{name.replace(/_at$/, '').replaceAll('_', ' ')}</dt>
      <dd>
        {name.endsWith('_id') ? (
          <Identifier text={String(value)} what={name.replaceAll('_', ' ')} />
        ) : typeof value === 'number' && name.endsWith('_at') ? (
          localTime(value)
        ) : (
          String(value)
        )}
      </dd>
    </>
  )
}

const tones: Readonly<Record<string, Tone>> = {
  completed: 'good',
  failed: 'bad',
  refunded: 'bad',
  refused: 'bad',
  error: 'bad',
  timed_out: 'bad',
  given_up: 'bad',
  cancelled: 'warn',
  unclear: 'warn',
}

const firstFailure = 400

function toneOf({ by, outcome, status, http_status }: TimelineEvent): Tone {
  const told = tones[outcome ?? ''] ?? tones[status ?? '']
  if (told !== undefined) return told
  if ((http_status ?? 0) >= firstFailure) return 'bad'
  return by === 'user' || by === 'operator' ? 'active' : 'neutral'
}

function stampOf(at: number) {
  return (
    <time className="timeline-time" dateTime={new Date(at).toISOString()} title={`${localTime(at)}\n${utcTime(at)}`}>
      <span className="hidden-text">{dateOf(at)} </span>
      {preciseTimeOfDay(at)}
    </time>
  )
}
