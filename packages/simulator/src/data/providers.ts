import type { PaymentType } from './payment-methods.ts'

/** What a provider charges for one payment type, besides the network fee. */
export interface FeeSchedule {
  readonly percent: string
  readonly flatUsd: string
  readonly minimumUsd: string
}

export interface UsdLimits {
  readonly min: string
  readonly max: string
}

/** Whether the provider's page can lock the asset and the wallet address; `always` locks them unasked. */
export type Lockable = 'always' | 'yes' | 'no'

/**
 * One simulated provider. All figures are invented; they are chosen so that the best net amount changes with the
 * amount, the country, the method and the asset.
 */
export interface Provider {
  readonly code: string
  readonly name: string
  readonly website: string
  readonly countriesOnly?: readonly string[]
  readonly countriesExcept?: readonly string[]
  readonly subdivisionsExcept?: readonly string[]
  readonly fiatsExcept?: readonly string[]
  readonly assetsExcept: readonly string[]
  readonly buyMethods: readonly string[] | 'all'
  /** Empty: no off-ramp. */
  readonly sellMethods: readonly string[]
  readonly fees: Readonly<Record<PaymentType, FeeSchedule>>
  readonly spreadPercent: string
  readonly partnerPercent: string
  readonly buyLimitsUsd: UsdLimits
  readonly sellLimitsUsd: UsdLimits
  readonly rampScore: number
  readonly lowKyc: boolean
  readonly locks: { readonly currency: Lockable; readonly wallet: Lockable }
  /**
   * Who sends the crypto of a sell. `standard`: the user, from this page; a `redirectFlow` that is asked for is ignored.
   * `redirect`: the app, after the user has returned, asked for or not. `either`: as asked for.
   */
  readonly sellFlow: 'standard' | 'redirect' | 'either'
  /** False: reading by session is answered with a permanent 404. */
  readonly readableBySession: boolean
  /** True: a `PENDING_CREATED` event without session ids precedes the first `PENDING`. */
  readonly announcesEarly: boolean
  /** How a limit refusal is worded. */
  readonly limitWording: 'threshold' | 'bare'
}

const SEI = ['SEI', 'USDC_SEI']
const TESTNET = ['SEI_TESTNET', 'USDC_SEI_TESTNET']
const RARE = ['EURC', 'EURC_AVAXC', 'USDT_OPTIMISM', 'USDT_AVAXC', 'USDC_BSC', 'ETH_POLYGON']
const CARDS = ['CREDIT_DEBIT_CARD', 'APPLE_PAY', 'GOOGLE_PAY']
const BANK_PAYOUTS = ['ACH', 'SEPA', 'UK_FASTER_PAYMENTS', 'LOCAL_BANK_TRANSFER']
const STRIPE_COUNTRIES = 'US GB DE FR IT ES NL BE IE PT AT SE DK FI GR PL CZ'.split(' ')

function fee(percent: string, flatUsd: string, minimumUsd: string): FeeSchedule {
  return { percent, flatUsd, minimumUsd }
}

function fees(card: FeeSchedule, bank: FeeSchedule, local: FeeSchedule): Provider['fees'] {
  return { CARD: card, MOBILE_WALLET: card, BANK_TRANSFER: bank, LOCAL: local }
}

const ORDINARY = { sellFlow: 'standard', readableBySession: true, announcesEarly: false } as const

/** The simulated providers, in the order Meld lists offers before anybody ranks them. */
export const PROVIDERS: readonly Provider[] = [
  {
    ...ORDINARY,
    code: 'TRANSAK',
    name: 'Transak',
    website: 'https://transak.com',
    assetsExcept: [],
    buyMethods: 'all',
    sellMethods: [...BANK_PAYOUTS, 'PAYOUT_TO_CARD'],
    fees: fees(fee('2.6', '0', '1.2'), fee('0.99', '0', '0.9'), fee('1.2', '0', '0.8')),
    spreadPercent: '0.55',
    partnerPercent: '0.5',
    buyLimitsUsd: { min: '5', max: '25000' },
    sellLimitsUsd: { min: '15', max: '18000' },
    rampScore: 78,
    lowKyc: false,
    locks: { currency: 'yes', wallet: 'yes' },
    sellFlow: 'either',
    limitWording: 'threshold',
  },
  {
    ...ORDINARY,
    code: 'MOONPAY',
    name: 'MoonPay',
    website: 'https://www.moonpay.com',
    countriesExcept: ['NG', 'IL', 'TH'],
    fiatsExcept: ['NGN', 'CNY', 'ARS', 'CLP', 'IDR'],
    assetsExcept: [...TESTNET, ...RARE],
    buyMethods: [...CARDS, 'SEPA', 'UK_FASTER_PAYMENTS', 'PIX', 'ACH', 'SPEI', 'LOCAL_BANK_TRANSFER'],
    sellMethods: [],
    fees: fees(fee('4.2', '0', '3.99'), fee('0.85', '0', '1.5'), fee('1', '0', '1.5')),
    spreadPercent: '0.2',
    partnerPercent: '0.4',
    buyLimitsUsd: { min: '20', max: '30000' },
    sellLimitsUsd: { min: '20', max: '30000' },
    rampScore: 84,
    lowKyc: false,
    locks: { currency: 'yes', wallet: 'yes' },
    limitWording: 'bare',
  },
  {
    ...ORDINARY,
    code: 'STRIPE',
    name: 'Stripe',
    website: 'https://stripe.com',
    countriesOnly: STRIPE_COUNTRIES,
    subdivisionsExcept: ['US-NY'],
    assetsExcept: [...SEI, ...TESTNET, ...RARE, 'BNB', 'USDT_BSC', 'USDT_POLYGON', 'USDT_ARBITRUM', 'USDT'],
    buyMethods: [...CARDS, 'ACH', 'SEPA_INSTANT'],
    sellMethods: [],
    fees: fees(fee('1.5', '2.6', '0'), fee('0.5', '1.1', '0'), fee('1.5', '1', '0')),
    spreadPercent: '0.7',
    partnerPercent: '0.3',
    buyLimitsUsd: { min: '10', max: '10000' },
    sellLimitsUsd: { min: '10', max: '10000' },
    rampScore: 91,
    lowKyc: true,
    locks: { currency: 'yes', wallet: 'yes' },
    readableBySession: false,
    limitWording: 'bare',
  },
  {
    ...ORDINARY,
    code: 'BANXA',
    name: 'Banxa',
    website: 'https://banxa.com',
    countriesExcept: ['SA', 'IL'],
    subdivisionsExcept: ['US-NY'],
    assetsExcept: [...TESTNET, 'EURC', 'EURC_AVAXC'],
    buyMethods: 'all',
    sellMethods: BANK_PAYOUTS,
    fees: fees(fee('1.99', '0', '0.5'), fee('0.4', '0', '0'), fee('0.5', '0', '0')),
    spreadPercent: '1.45',
    partnerPercent: '0.3',
    buyLimitsUsd: { min: '30', max: '15000' },
    sellLimitsUsd: { min: '60', max: '12000' },
    rampScore: 62,
    lowKyc: false,
    locks: { currency: 'no', wallet: 'no' },
    sellFlow: 'redirect',
    limitWording: 'threshold',
  },
  {
    ...ORDINARY,
    code: 'MERCURYO',
    name: 'Mercuryo',
    website: 'https://mercuryo.io',
    countriesExcept: ['US', 'CA'],
    assetsExcept: [...TESTNET, 'USDC_SEI', ...RARE],
    buyMethods: [...CARDS, 'SEPA', 'PIX', 'SPEI', 'BLIK', 'PROMPTPAY', 'UPI'],
    sellMethods: [],
    fees: fees(fee('3.2', '0', '1.6'), fee('1.4', '0', '1'), fee('1.1', '0', '0.5')),
    spreadPercent: '0.05',
    partnerPercent: '0.35',
    buyLimitsUsd: { min: '25', max: '6000' },
    sellLimitsUsd: { min: '25', max: '6000' },
    rampScore: 71,
    lowKyc: true,
    locks: { currency: 'yes', wallet: 'no' },
    announcesEarly: true,
    limitWording: 'bare',
  },
  {
    ...ORDINARY,
    code: 'UNLIMIT',
    name: 'Unlimit Crypto',
    website: 'https://www.crypto.unlimit.com',
    countriesExcept: ['KR', 'CA'],
    subdivisionsExcept: ['US-NY'],
    assetsExcept: ['EURC', 'EURC_AVAXC'],
    buyMethods: 'all',
    sellMethods: [...BANK_PAYOUTS, 'PAYOUT_TO_CARD'],
    fees: fees(fee('2.7', '0.35', '0.9'), fee('1.1', '0.2', '0'), fee('0.9', '0.2', '0')),
    spreadPercent: '0.75',
    partnerPercent: '0.25',
    buyLimitsUsd: { min: '12', max: '20000' },
    sellLimitsUsd: { min: '25', max: '9000' },
    rampScore: 55,
    lowKyc: true,
    locks: { currency: 'yes', wallet: 'yes' },
    sellFlow: 'either',
    limitWording: 'threshold',
  },
  {
    ...ORDINARY,
    code: 'PAYBIS',
    name: 'Paybis',
    website: 'https://paybis.com',
    countriesExcept: ['IN', 'TR', 'NG'],
    fiatsExcept: ['CNY', 'ARS', 'NGN', 'INR'],
    assetsExcept: [...SEI, ...TESTNET, ...RARE],
    buyMethods: [...CARDS, 'SEPA', 'ACH', 'PIX', 'SPEI', 'UK_FASTER_PAYMENTS', 'LOCAL_BANK_TRANSFER'],
    sellMethods: ['ACH', 'SEPA', 'LOCAL_BANK_TRANSFER', 'PAYOUT_TO_CARD'],
    fees: fees(fee('2.4', '0.9', '0'), fee('0.9', '0.5', '0'), fee('1.3', '0.5', '0')),
    spreadPercent: '0.9',
    partnerPercent: '0.2',
    buyLimitsUsd: { min: '5', max: '20000' },
    sellLimitsUsd: { min: '40', max: '20000' },
    rampScore: 49,
    lowKyc: true,
    locks: { currency: 'no', wallet: 'no' },
    limitWording: 'bare',
  },
  {
    ...ORDINARY,
    code: 'ALCHEMYPAY',
    name: 'Alchemy Pay',
    website: 'https://alchemypay.org',
    countriesExcept: ['US', 'CA', 'CH', 'NO'],
    assetsExcept: [...SEI, ...TESTNET, ...RARE, 'EURC_BASE'],
    buyMethods: 'all',
    sellMethods: ['SEPA', 'LOCAL_BANK_TRANSFER'],
    fees: fees(fee('3.3', '0.4', '0'), fee('0.7', '0.6', '0'), fee('0.45', '0.3', '0')),
    spreadPercent: '0.65',
    partnerPercent: '0.3',
    buyLimitsUsd: { min: '15', max: '5000' },
    sellLimitsUsd: { min: '30', max: '5000' },
    rampScore: 28,
    lowKyc: true,
    locks: { currency: 'always', wallet: 'always' },
    sellFlow: 'either',
    limitWording: 'bare',
  },
]
