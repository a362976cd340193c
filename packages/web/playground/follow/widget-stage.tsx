import type { Session } from '@rampway/client'
import type { RefObject } from 'react'
import { Button } from '../../ui/button.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import type { ShownIn } from '../address.ts'
import { usePageState } from '../use-page-state.ts'
import type { Widget } from './use-widget.ts'

const choices = [
  { value: 'frame', label: 'Frame' },
  { value: 'phone', label: 'Phone' },
  { value: 'popup', label: 'Popup' },
  { value: 'tab', label: 'Tab' },
] as const

/** The provider's page, where the user would see it. `mount` is where the embed helper draws. */
export function WidgetStage({ session, widget, mount }: WidgetStageProps) {
  const { state, change } = usePageState()
  const { show } = state
  const choose = (chosen: ShownIn): void => {
    change({ show: chosen }, 'replace')
    // What was on moves over, but a popup and a tab want a click of their own.
    if (widget.shown !== null) {
      if (chosen === 'frame' || chosen === 'phone') widget.open(chosen)
      else widget.close()
    }
  }
  const isOver = session._links.widget === undefined && widget.shown === null
  return (
    <section className="stage" aria-label="The provider’s page">
      {!isOver && (
        <div className="stage-bar">
          <Segmented label="Show it in" value={show} choices={choices} onChange={choose} />
          {widget.shown === null ? (
            <Button kind="primary" onClick={() => widget.open(show)} testId="open-widget">
              {openWords[show]}
            </Button>
          ) : (
            <Button onClick={widget.close}>Close</Button>
          )}
        </div>
      )}
      {widget.shown === null && <p className="soft small">{isOver ? overWords : hintOf(session, show)}</p>}
      <div className={`stage-mount ${widget.shown ?? 'closed'}`} ref={mount} data-testid="stage" />
    </section>
  )
}

interface WidgetStageProps {
  readonly session: Session
  readonly widget: Widget
  readonly mount: RefObject<HTMLDivElement | null>
}

const openWords = { frame: 'Open here', phone: 'Open here', popup: 'Open popup', tab: 'Open tab' } as const

const overWords = 'This link has been used. Open another session to trade again.'

const surfaceOf = { frame: 'iframe', phone: 'iframe', popup: 'popup', tab: 'redirect' } as const

/** Why a surface stands where it does in the session's `open_in`. */
function hintOf({ open_in }: Session, show: ShownIn): string {
  const place = open_in.findIndex(({ surface }) => surface === surfaceOf[show])
  if (place === -1) return 'The session’s open_in leaves this surface out for this provider: it may not work.'
  const reason = open_in[place]?.reason ?? null
  if (reason !== null) return reason
  return place === 0
    ? 'The session’s open_in names this surface first.'
    : `The session’s open_in names this surface at place ${place + 1}.`
}
