import './webhooks-out.css'
import { type ReactNode, useState } from 'react'
import { Instant } from '../parts/instant.tsx'
import { durationInWords } from '../parts/time.ts'
import { Badge, type Tone } from '../ui/badge.tsx'
import { WireBody, WireHeaders } from './foreign-text.tsx'
import type { Attempt } from './shapes.ts'
import { outcomeInWords } from './words.ts'

/** One attempt: when, how long it took, what was sent and what came back; the last two at first only when it `isNewest`. */
export function AttemptView({ attempt, isNewest }: { readonly attempt: Attempt; readonly isNewest: boolean }) {
  // Not closed by the attempt that comes next: somebody may be reading.
  const [isOpenAtFirst] = useState(isNewest)
  const { number, attempted_at, duration_ms, status, failure, next_attempt_at: next } = attempt
  return (
    <li className="attempt">
      <div className="attempt-head">
        <h3>Attempt {number}</h3>
        <Badge tone={toneOf(attempt)}>{outcomeInWords(status, failure)}</Badge>
        <span className="soft small">
          <Instant at={attempted_at} />, took {durationInWords(duration_ms)}
          {next !== null && (
            <>
              , next <Instant at={next} />
            </>
          )}
        </span>
      </div>
      <details className="attempt-more" open={isOpenAtFirst}>
        <summary>Request and answer</summary>
        <div className="attempt-parts">
          <Part title="Request headers">
            <WireHeaders headers={attempt.request_headers} label={`Request headers of attempt ${number}`} />
          </Part>
          <Answer attempt={attempt} />
        </div>
      </details>
    </li>
  )
}

function Answer({ attempt }: { readonly attempt: Attempt }) {
  const { number, response_headers: headers, response_body: body } = attempt
  if (headers === null && body === null) return <p className="soft small">There was no answer.</p>
  return (
    <>
      {headers !== null && (
        <Part title="Headers of the answer">
          <WireHeaders headers={headers} label={`Headers of the answer to attempt ${number}`} />
        </Part>
      )}
      <Part title="Body of the answer, 4 KiB of it at most">
        {body === null || body === '' ? (
          <p className="soft small">Empty</p>
        ) : (
          <WireBody body={body} label={`Body of the answer to attempt ${number}`} />
        )}
      </Part>
    </>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="attempt-part">
      <h4>{title}</h4>
      {children}
    </div>
  )
}

function toneOf({ status }: Attempt): Tone {
  return status !== null && status >= 200 && status < 300 ? 'good' : 'bad'
}
