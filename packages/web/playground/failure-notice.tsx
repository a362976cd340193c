import { ErrorState } from '../ui/states.tsx'
import { failureOf } from './failure.ts'

/** Says what went wrong with a call, and leads to the page that explains it. */
export function FailureNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { title, detail, docsUrl } = failureOf(error)
  return (
    <ErrorState title={title} onRetry={onRetry}>
      {detail}
      {docsUrl !== null && (
        <>
          {' '}
          <a href={docsUrl} target="_blank" rel="noreferrer">
            What this means
          </a>
        </>
      )}
    </ErrorState>
  )
}
