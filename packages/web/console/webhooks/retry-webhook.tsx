import { useId, useState } from 'react'
import { ActDialog } from '../../parts/act-dialog.tsx'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { useRetryWebhook } from '../api/state.ts'
import type { IncomingWebhook } from '../api/state-shapes.ts'
import { useOperator } from '../shell/operator-context.ts'

/** Has a webhook that was given up, or that waits, handled at once. */
export function RetryWebhook({ webhook }: { readonly webhook: IncomingWebhook }) {
  const { tenant, id, state } = webhook
  const { whyNot } = useOperator()
  const objection = whyNot('act')
  const whyId = useId()
  const [isOpen, setOpen] = useState(false)
  const toast = useToast()
  const { mutate, isPending, error, reset } = useRetryWebhook()
  if (state === 'handled') return null
  return (
    <>
      <Button
        size="small"
        isDisabled={objection !== undefined}
        whyId={whyId}
        onClick={() => {
          reset()
          setOpen(true)
        }}
      >
        Retry
      </Button>
      {objection !== undefined && (
        <span id={whyId} className="row-note">
          {objection}
        </span>
      )}
      <ActDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="Retry this webhook"
        isReasonRequired={false}
        confirm="Retry"
        command={`rampway webhook retry ${id} --tenant ${tenant}`}
        isBusy={isPending}
        error={error}
        onConfirm={(reason) =>
          mutate(
            { tenant, id, reason },
            {
              onSuccess: () => {
                setOpen(false)
                toast('The webhook will be handled at once')
              },
            },
          )
        }
      >
        <p>Meld is asked about its transaction once more, as if it had just arrived.</p>
      </ActDialog>
    </>
  )
}
