import { recall } from './resume.ts'
import { placeOf } from './shell.ts'
import { addressOf, show } from './surfaces.ts'
import type { RampHandle, RampOptions, RampSession } from './types.ts'
import { type Visit, visit } from './visit.ts'

export type * from './types.ts'

/**
 * Shows a session to the user, and tells what becomes of it: in a frame, a popup, or in place of this page, in the order that
 * the session names, each where the one before does not work. For a popup call it in the click, or the browser blocks it.
 *
 * "Returned" is not "paid": the status comes from `poll` alone, and without it `done` tells only that the user has left.
 * Throws a TypeError, before anything is followed, for a `mount` that is not there, and for a `widget_url` that is null or no web address.
 */
export function openRamp(session: RampSession, options: RampOptions = {}): RampHandle {
  const url = addressOf(session)
  const place = placeOf(options)
  const opened = visit(session, options)
  return handleOf(opened, show(session, options, opened, url, place))
}

/**
 * Goes on with the session that this tab was redirected to: call it when a page of the app is loaded. Tells `returned` when
 * the user came by the return link, and then follows the session as `openRamp` does; without the link (the Back button)
 * it asks once. Undefined when there was no redirect, or it was resumed already.
 */
export function resumeRamp(
  options: Pick<RampOptions, 'onEvent' | 'poll' | 'signal' | 'stream'> = {},
): RampHandle | undefined {
  const recalled = recall()
  if (!recalled) return undefined
  const resumed = visit(recalled.session, options)
  if (recalled.isBack) resumed.comeBack()
  else resumed.leave('user')
  return handleOf(resumed)
}

function handleOf({ leave, done }: Visit, focus = () => {}): RampHandle {
  return { close: () => leave('app'), focus, done }
}
