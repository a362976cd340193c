import { type FrameRule, frameRules, unknownFrame } from './surface-rules.ts'
import type { Direction } from './trade.ts'

/** Where an app can show the widget: in a frame of its page, in a window beside it, or in its place. */
export const surfaces = ['iframe', 'popup', 'redirect'] as const

/** One of `surfaces`. */
export type Surface = (typeof surfaces)[number]

/** One surface that may work, and why it stands where it stands; null where nothing is to be said. */
export interface OpenIn {
  readonly surface: Surface
  readonly reason: string | null
}

/** What decides where a widget can be shown. */
export interface SurfaceQuery {
  /** Null when none was chosen. */
  readonly serviceProvider: string | null
  /** A method as Meld names it; null when the user chooses in the widget. */
  readonly paymentMethod: string | null
  readonly direction: Direction
}

/** Worked out once: every POST asks. */
const answers = frameRules.map((rule) => ({ rule, openIn: openInBy(rule) }))
const unknown = openInBy(unknownFrame)

/**
 * The surfaces in which an app should try to show a widget, best first. Never empty and without repeats; `popup` is
 * always among them, and `redirect`, which works everywhere, is the last.
 */
export function openInOf(query: SurfaceQuery): readonly OpenIn[] {
  return answers.find(({ rule }) => applies(rule, query))?.openIn ?? unknown
}

function applies({ serviceProvider, paymentMethods, direction }: FrameRule, query: SurfaceQuery): boolean {
  return (
    (serviceProvider === undefined || serviceProvider === query.serviceProvider) &&
    (paymentMethods === undefined || (query.paymentMethod !== null && paymentMethods.includes(query.paymentMethod))) &&
    (direction === undefined || direction === query.direction)
  )
}

/** A frame that is no choice is not listed; then the window says why it is the first. */
function openInBy({ frame, ...rule }: FrameRule): readonly OpenIn[] {
  const reason = rule.reason ?? null
  const redirect: OpenIn = { surface: 'redirect', reason: null }
  switch (frame) {
    case 'first':
      return [{ surface: 'iframe', reason }, { surface: 'popup', reason: null }, redirect]
    case 'second':
      return [{ surface: 'popup', reason: null }, { surface: 'iframe', reason }, redirect]
    case 'never':
      return [{ surface: 'popup', reason }, redirect]
  }
}
