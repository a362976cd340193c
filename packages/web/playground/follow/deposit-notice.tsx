import type { Session } from '@rampway/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../ui/button.tsx'
import { formatDecimal } from '../../ui/decimal.ts'
import { useToast } from '../../ui/toasts.tsx'
import { actAsBuyer } from '../api/simulator.ts'
import { failureOf } from '../failure.ts'

/** Of a sell: what is to be sent, by whom and where to; or why nothing may be sent. */
export function DepositNotice({ session }: { readonly session: Session }) {
  const { id, deposit, deposit_withheld: withheld } = session
  const say = useToast()
  const queries = useQueryClient()
  const sending = useMutation({
    mutationFn: () => actAsBuyer(id, 'crypto_arrived'),
    onError: (error) => say('That did not work', 'error', failureOf(error).detail),
    onSettled: () => queries.invalidateQueries(),
  })
  if (withheld !== undefined) {
    return (
      <p className="wrong-asset" role="alert">
        <strong>Nothing may be sent.</strong> {withheld.detail}
      </p>
    )
  }
  if (deposit === undefined) return null
  return (
    <div className="deposit">
      <p>
        <strong>
          {deposit.sent_by === 'app' ? 'Your app sends' : 'The user sends'} {formatDecimal(deposit.amount)}{' '}
          {deposit.asset}
        </strong>{' '}
        to <code>{deposit.address}</code>
      </p>
      <Button size="small" isBusy={sending.isPending} onClick={() => sending.mutate()}>
        Let it arrive
      </Button>
    </div>
  )
}
