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

/** How far a frame is to be trusted: it comes before a window, after it, or is no choice. */
type FrameVerdict = 'first' | 'second' | 'never'

/** What is known of frames; the sources stand in docs/embedding.md. A condition that is left out holds always. */
interface FrameRule {
  readonly serviceProvider?: string
  readonly paymentMethods?: readonly string[]
  readonly direction?: Direction
  readonly frame: FrameVerdict
  readonly reason?: string
}

/** The first that applies counts. */
const frameRules: readonly FrameRule[] = [
  {
    serviceProvider: 'COINBASEPAY',
    frame: 'never',
    reason: 'Coinbase’s sign-in refuses to be framed.',
  },
  {
    serviceProvider: 'ROBINHOOD',
    frame: 'never',
    reason: 'Robinhood opens its own page or app, which refuses to be framed.',
  },
  {
    serviceProvider: 'STRIPE',
    frame: 'never',
    reason: 'Stripe’s hosted onramp is a page to go to, and refuses to be framed.',
  },
  {
    serviceProvider: 'PAYPAL',
    frame: 'never',
    reason: 'PayPal’s sign-in refuses to be framed.',
  },
  {
    serviceProvider: 'MOONPAY',
    paymentMethods: ['APPLE_PAY'],
    frame: 'never',
    reason: 'MoonPay does not offer Apple Pay in a frame.',
  },
  {
    serviceProvider: 'BANXA',
    frame: 'second',
    reason: 'Banxa leaves the frame for a first identity check and for some methods.',
  },
  {
    paymentMethods: ['PAYPAL', 'VENMO'],
    frame: 'never',
    reason: 'PayPal’s sign-in refuses to be framed.',
  },
  {
    paymentMethods: ['APPLE_PAY'],
    frame: 'second',
    reason: 'Apple Pay works in a frame from Safari 17 on, where every page around it allows payment.',
  },
  { serviceProvider: 'TRANSAK', frame: 'first' },
  { serviceProvider: 'MOONPAY', frame: 'first' },
  { serviceProvider: 'MERCURYO', frame: 'first' },
  {
    frame: 'second',
    reason: 'It is not known whether this provider lets itself be framed.',
  },
]

const byRule: ReadonlyMap<FrameRule, readonly OpenIn[]> = new Map(frameRules.map((rule) => [rule, openInBy(rule)]))

/**
 * The surfaces in which an app should try to show a widget, best first. Never empty and without repeats; `redirect`,
 * which works everywhere, is the last.
 */
export function openInOf(query: SurfaceQuery): readonly OpenIn[] {
  const rule = frameRules.find((each) => applies(each, query))
  return (rule && byRule.get(rule)) ?? openInBy({ frame: 'second' })
}

function applies({ serviceProvider, paymentMethods, direction }: FrameRule, query: SurfaceQuery): boolean {
  return (
    (serviceProvider === undefined || serviceProvider === query.serviceProvider) &&
    (paymentMethods === undefined || (query.paymentMethod !== null && paymentMethods.includes(query.paymentMethod))) &&
    (direction === undefined || direction === query.direction)
  )
}

/** A frame that is no choice is not listed; then the window says why it is the first. */
function openInBy({ frame, reason: known }: FrameRule): readonly OpenIn[] {
  const reason = known ?? null
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
