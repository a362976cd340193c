import type { Direction } from './trade.ts'

/** How far a frame is to be trusted: it comes before a window of its own, after it, or is no choice. */
export type FrameVerdict = 'first' | 'second' | 'never'

/** What one source, or several, say of frames. A condition that is left out holds always. */
export interface FrameRule {
  /** As Meld names it. */
  readonly serviceProvider?: string
  /** As Meld names them. */
  readonly paymentMethods?: readonly string[]
  readonly direction?: Direction
  readonly frame: FrameVerdict
  /** Why not first, as a sentence. */
  readonly reason?: string
  /** Pages that say so. */
  readonly sources: readonly string[]
}

/** Who pays so signs in at a bank or a wallet, on pages that are theirs. */
const signInMethods = [
  'PAYPAL',
  'VENMO',
  'CASH_APP',
  'SKRILL',
  'NETELLER',
  'REVOLUT_PAY',
  'ACH',
  'SAME_DAY_ACH',
  'OPEN_BANKING',
  'IDEAL',
  'BANCONTACT',
  'SOFORT',
  'EPS',
  'INTERAC',
] as const

/** The first that applies counts. Providers that no rule names count as in `unknownFrame`. */
export const frameRules: readonly FrameRule[] = [
  {
    serviceProvider: 'COINBASEPAY',
    frame: 'never',
    reason: 'Coinbase’s hosted page is one to send users to, in a window of its own.',
    sources: [
      'https://docs.cdp.coinbase.com/onramp/docs/welcome',
      'https://github.com/coinbase/onchainkit/blob/main/src/fund/constants.ts',
    ],
  },
  {
    serviceProvider: 'ROBINHOOD',
    frame: 'never',
    reason: 'Robinhood asks for a tab of its own, from which its app can open.',
    sources: ['https://docs.robinhood.com/'],
  },
  {
    serviceProvider: 'STRIPE',
    frame: 'never',
    reason: 'Stripe’s hosted onramp is a page to send users to; the one for frames is another product.',
    sources: ['https://docs.stripe.com/crypto/standalone-hosted-onramp'],
  },
  {
    serviceProvider: 'REVOLUT',
    frame: 'never',
    reason: 'Revolut Ramp is reached by a redirect; it has no version for frames yet.',
    sources: [
      'https://developer.revolut.com/docs/guides/crypto-ramp/guides/buy-crypto/introduction-to-revolut-ramp/integration-options',
    ],
  },
  {
    serviceProvider: 'PAYPAL',
    frame: 'never',
    reason: 'PayPal shows its checkout in a window of its own.',
    sources: ['https://github.com/paypal/paypal-checkout-components'],
  },
  {
    serviceProvider: 'MOONPAY',
    paymentMethods: ['APPLE_PAY'],
    frame: 'never',
    reason: 'MoonPay’s widget has no Apple Pay in a frame.',
    sources: ['https://dev.moonpay.com/docs/mobile-payments'],
  },
  {
    paymentMethods: signInMethods,
    direction: 'buy',
    frame: 'second',
    reason: 'To pay, the user signs in at a bank or wallet, whose pages leave a frame or refuse it.',
    sources: [
      'https://plaid.com/docs/link/oauth/',
      'https://docs.banxa.com/products/hosted-checkout/docs/checkout-experience/iframe/iframe-web',
    ],
  },
  {
    paymentMethods: ['APPLE_PAY', 'APPLEPAY_EU'],
    frame: 'second',
    reason: 'Apple Pay works in a frame from Safari 17 on, if every page around it allows payment.',
    sources: ['https://developer.apple.com/forums/thread/777004', 'https://docs.payb.is/docs/helpful-tips'],
  },
  {
    serviceProvider: 'BANXA',
    frame: 'second',
    reason: 'Banxa leaves the frame for a first identity check, which needs the camera.',
    sources: ['https://docs.banxa.com/products/hosted-checkout/docs/checkout-experience/iframe/iframe-web'],
  },
  {
    serviceProvider: 'ALCHEMYPAY',
    frame: 'second',
    reason: 'Alchemy Pay can be framed, and recommends a tab of its own.',
    sources: ['https://alchemypay.readme.io/docs/page-integration-2'],
  },
  { serviceProvider: 'TRANSAK', frame: 'first', sources: ['https://docs.transak.com/integration/web/iframe'] },
  { serviceProvider: 'MOONPAY', frame: 'first', sources: ['https://dev.moonpay.com/docs/on-ramp-web-sdk'] },
  { serviceProvider: 'MERCURYO', frame: 'first', sources: ['https://oor-iframe.redoc.ly/'] },
  { serviceProvider: 'PAYBIS', frame: 'first', sources: ['https://docs.payb.is/docs/helpful-tips'] },
]

/** A frame that is refused stays empty, and no script can tell; so a window comes first where nothing is known. */
export const unknownFrame: FrameRule = {
  frame: 'second',
  reason: 'It is not known whether this provider lets itself be framed.',
  sources: [],
}
