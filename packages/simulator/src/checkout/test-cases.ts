import type { Failure, Fate } from '../transactions.ts'

/** One outcome that a tester can force, by its card or by its button. */
export interface TestCase {
  /** Names its button, also as `data-testid`. */
  readonly name: string
  /** Sixteen digits in groups of four, with a right check digit; nobody's real card. */
  readonly card: string
  readonly label: string
  /** The statuses of a buy, in order, once its buyer has done what the detour asks. */
  readonly statuses: readonly string[]
  /** Asked of the buyer before the trade is made, or before it goes on. */
  readonly detour?: 'three_d_secure' | 'identity'
  /** The trade is refused so, after the detour if there is one. */
  readonly refusal?: Failure
  /** What becomes of a trade that was paid; by default it settles. */
  readonly fate?: Fate
  /** A sell has it too. */
  readonly isForSells?: true
}

/** Of a buyer who says to the bank that it was somebody else. */
export const USER_REFUSED: Failure = {
  code: 'authentication_refused',
  message: 'The payment was refused at the bank',
}

/** Of an identity check that was not passed. */
export const IDENTITY_REFUSED: Failure = { code: 'identity_refused', message: 'The identity check was refused' }

const PAID = ['PENDING', 'SETTLING', 'SETTLED']

/** The first one is what happens unless another is chosen. */
export const PAY_CASE: TestCase = {
  name: 'pay',
  card: '4242 4242 4242 4242',
  label: 'Paid',
  statuses: PAID,
  isForSells: true,
}

/** Every case, in the order it is offered. */
export const TEST_CASES: readonly TestCase[] = [
  PAY_CASE,
  {
    name: 'decline',
    card: '4000 0000 0000 0002',
    label: 'Declined by the bank',
    statuses: ['DECLINED'],
    refusal: { code: 'card_declined', message: 'The issuer declined the payment' },
    isForSells: true,
  },
  {
    name: 'insufficient_funds',
    card: '4000 0000 0000 9995',
    label: 'Not enough money',
    statuses: ['DECLINED'],
    refusal: { code: 'insufficient_funds', message: 'The account has too little money' },
  },
  {
    name: 'three_d_secure',
    card: '4000 0000 0000 3220',
    label: '3-D Secure, approved',
    statuses: ['PENDING', 'TWO_FA_REQUIRED', 'TWO_FA_PROVIDED', 'SETTLING', 'SETTLED'],
    detour: 'three_d_secure',
  },
  {
    name: 'three_d_secure_failed',
    card: '4000 0084 0000 1629',
    label: '3-D Secure, failed',
    statuses: ['PENDING', 'TWO_FA_REQUIRED', 'DECLINED'],
    detour: 'three_d_secure',
    refusal: { code: 'authentication_failed', message: 'The bank could not confirm that it is you' },
  },
  {
    name: 'identity',
    card: '4000 0000 0000 4103',
    label: 'Identity check, passed',
    statuses: PAID,
    detour: 'identity',
    isForSells: true,
  },
  {
    name: 'identity_refused',
    card: '4000 0000 0000 4202',
    label: 'Identity check, refused',
    statuses: ['DECLINED'],
    detour: 'identity',
    refusal: IDENTITY_REFUSED,
    isForSells: true,
  },
  {
    name: 'pending',
    card: '4000 0000 0000 5100',
    label: 'Stays pending',
    statuses: ['PENDING'],
    fate: 'stay',
  },
  {
    name: 'expire',
    card: '4000 0000 0000 5209',
    label: 'Authorization expires',
    statuses: ['PENDING', 'AUTHORIZATION_EXPIRED'],
    fate: 'expire',
  },
  {
    name: 'fail',
    card: '4000 0000 0000 5308',
    label: 'Paid, not delivered',
    statuses: ['PENDING', 'SETTLING', 'FAILED'],
    fate: 'fail',
  },
  {
    name: 'refund',
    card: '4000 0000 0000 5407',
    label: 'Paid, then refunded',
    statuses: ['PENDING', 'SETTLING', 'REFUNDED'],
    fate: 'refund',
  },
  {
    name: 'error',
    card: '4000 0000 0000 5506',
    label: 'Trouble, then delivered',
    statuses: ['PENDING', 'ERROR', 'SETTLING', 'SETTLED'],
    fate: 'error',
  },
]

/** The case of that name. */
export function findCase(name: string): TestCase | undefined {
  return TEST_CASES.find((one) => one.name === name)
}

/** The case of a card number, with or without spaces or dashes. */
export function caseOfCard(number: string): TestCase | undefined {
  const digits = number.replace(/[\s-]/g, '')
  return TEST_CASES.find(({ card }) => card.replaceAll(' ', '') === digits)
}
