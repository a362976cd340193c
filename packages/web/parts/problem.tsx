import { ErrorState, Skeleton } from '../ui/states.tsx'
import { useDelayed } from '../ui/use-delayed.ts'
import { CallError } from './http.ts'
import { Identifier } from './identifier.tsx'

/** What a call was refused with, with what finds it in the log and the page that explains it. */
export function Problem({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  if (!(error instanceof CallError)) {
    return (
      <ErrorState title="It did not work" onRetry={onRetry}>
        {error instanceof Error ? error.message : String(error)}
      </ErrorState>
    )
  }
  const { status, title, code, message, traceId, docsUrl } = error
  return (
    <ErrorState title={[status, title].filter((word) => word !== null).join(' ')} onRetry={onRetry}>
      <p>{message}</p>
      <p className="problem-marks">
        {code !== '' &&
          (docsUrl === null ? (
            <code>{code}</code>
          ) : (
            <a href={docsUrl} target="_blank" rel="noreferrer">
              {code}
            </a>
          ))}
        {traceId !== null && (
          <span>
            Trace <Identifier text={traceId} what="trace id" />
          </span>
        )}
      </p>
    </ErrorState>
  )
}

/** Milliseconds without an answer before a page shows that it waits: what comes sooner does not flash. */
const waitShownMs = 250

/** What stands where an answer is waited for. */
export function Waiting({ rows = 6, height = '2.4rem' }: { readonly rows?: number; readonly height?: string }) {
  const since = useDelayed<boolean>(true, waitShownMs, false)
  return (
    <div aria-busy="true">
      <p className="hidden-text">Loading …</p>
      {since && <Skeleton rows={rows} height={height} />}
    </div>
  )
}
