import './see.css'
import { Button } from '../../ui/button.tsx'
import { formatDecimal, isDecimal } from '../../ui/decimal.ts'
import { RefreshIcon } from '../../ui/icon.tsx'
import { EmptyState, Skeleton } from '../../ui/states.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import { nameOfCountry } from '../choose/choices.ts'
import { FailureNotice } from '../failure-notice.tsx'
import { typingPauseMs, useProviderNames, useQuotes, useTradeValues } from '../queries.ts'
import { usePageState } from '../use-page-state.ts'
import { QuoteList } from './quote-list.tsx'
import { UnavailableList } from './unavailable-list.tsx'
import { useOpenSession } from './use-open-session.ts'

/** The prices of the trade, who is out of it and why, and the button that opens a session. */
export function SeePanel() {
  const { state, change } = usePageState()
  const settled = useDelayed(state, typingPauseMs)
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuotes(settled, settled, isDecimal(settled.amount))
  const nameOf = useProviderNames(state)
  const values = useTradeValues(state, state).data
  const opening = useOpenSession()
  const methodOf = (code: string): string =>
    values?.payment_methods.find(({ payment_method_type }) => payment_method_type === code)?.name ?? code
  const quotes = data?.quotes ?? []
  const chosen = quotes.find(({ service_provider }) => service_provider === state.provider) ?? quotes[0]

  if (error !== null) return <FailureNotice error={error} onRetry={() => void refetch()} />
  if (data === undefined) {
    return (
      <div aria-busy="true">
        <p className="hidden-text">Asking every provider for a price …</p>
        <Skeleton rows={7} height="4.1rem" />
      </div>
    )
  }
  return (
    <div className={isPlaceholderData ? 'see stale' : 'see'} aria-busy={isFetching}>
      <div className="see-head">
        <p className="soft small">
          {quotes.length === 0 ? 'No offers' : countOf(quotes.length, 'offer')}
          {data.unavailable.length > 0 && ` · ${countOf(data.unavailable.length, 'provider')} unavailable`}
        </p>
        <Button kind="quiet" size="small" isBusy={isFetching} onClick={() => void refetch()}>
          {!isFetching && <RefreshIcon />}
          Refresh
        </Button>
      </div>
      {quotes.length === 0 ? (
        <EmptyState title="No provider offers this trade">
          Accept a change below, or try another amount, country or payment method.
        </EmptyState>
      ) : (
        <QuoteList
          quotes={quotes}
          chosen={quotes.includes(chosen as never) && state.provider !== 'best' ? state.provider : 'best'}
          onChoose={(provider) => change({ provider, session: '', key: '' })}
          nameOf={nameOf}
          methodOf={methodOf}
        />
      )}
      {opening.error !== null && <FailureNotice error={opening.error} />}
      <div className="open-row">
        <Button
          kind={state.session === '' ? 'primary' : 'plain'}
          isBusy={opening.isPending}
          isDisabled={chosen === undefined}
          onClick={() => opening.mutate()}
          testId="open-session"
        >
          {state.session === '' ? 'Open a session' : 'Open another session'}
          {chosen !== undefined && ` · ${formatDecimal(chosen.destination_amount, 2)} ${chosen.to_asset}`}
        </Button>
      </div>
      <UnavailableList exclusions={data.unavailable} nameOf={nameOf} methodOf={methodOf} countryOf={nameOfCountry} />
    </div>
  )
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
