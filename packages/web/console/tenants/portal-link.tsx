import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { ActDialog } from '../../parts/act-dialog.tsx'
import { Instant } from '../../parts/instant.tsx'
import { shellWord } from '../../parts/shell-word.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { OnceView } from '../../webhooks-out/once-view.tsx'
import { call } from '../api/http.ts'
import { useOperator } from '../shell/operator-context.ts'

interface MadeLink {
  readonly url: string
  readonly expires_at: number
}

/** Makes a link that opens the portal of a tenant, and shows it once. */
export function PortalLink({ tenant }: { readonly tenant: string }) {
  const { whyNot } = useOperator()
  const objection = whyNot('act')
  const whyId = useId()
  const [isAsking, setAsking] = useState(false)
  const [made, setMade] = useState<MadeLink | undefined>(undefined)
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (reason: string) =>
      call<MadeLink>('POST', `/tenants/${encodeURIComponent(tenant)}/portal-links`, {
        body: reason === '' ? {} : { reason },
      }),
  })
  return (
    <>
      <Button
        size="small"
        isDisabled={objection !== undefined}
        whyId={whyId}
        onClick={() => {
          reset()
          setAsking(true)
        }}
      >
        Portal link
      </Button>
      {objection !== undefined && (
        <span id={whyId} className="hidden-text">
          {objection}
        </span>
      )}
      <ActDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Make a portal link"
        isReasonRequired={false}
        confirm="Make link"
        command={`rampway tenant portal-link ${shellWord(tenant)}`}
        isBusy={isPending}
        error={error}
        onConfirm={(reason) =>
          mutate(reason, {
            onSuccess: (link) => {
              setAsking(false)
              setMade(link)
            },
          })
        }
      >
        <p>
          Whoever opens it first sees the webhooks of <strong>{tenant}</strong> for an hour, and may change and replay
          them.
        </p>
      </ActDialog>
      <Dialog
        isOpen={made !== undefined}
        onOpenChange={(open) => !open && setMade(undefined)}
        title="The portal link"
        isHeld
      >
        {made !== undefined && (
          <OnceView
            text={made.url}
            what="link"
            about={
              <>
                It opens once, and ends <Instant at={made.expires_at} />. Hand it to the partner by a way that you
                trust: it is not shown again.
              </>
            }
            onClose={() => setMade(undefined)}
          />
        )}
      </Dialog>
    </>
  )
}
