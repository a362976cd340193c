// What the page shows is in its address, so that it can be shared, reloaded and gone back to.

/** The tenants of `rampway dev`, with what to call them. */
export const tenants = [
  { value: 'org-demo:env-sandbox', label: 'org-demo' },
  { value: 'org-other:env-sandbox', label: 'org-other' },
] as const

/** Where the widget is shown. */
export const surfaces = ['frame', 'phone', 'popup', 'tab'] as const
export type ShownIn = (typeof surfaces)[number]

/** The languages of the code. */
export const codeLanguages = ['curl', 'typescript', 'react'] as const
export type CodeLanguage = (typeof codeLanguages)[number]

/** The columns, which are steps on a phone. */
export const steps = ['choose', 'see', 'follow'] as const
export type Step = (typeof steps)[number]

/** The user of the page, by the token it calls with. */
export interface Identity {
  readonly tenant: string
  readonly issuer: 'privy' | 'dynamic'
  readonly user: string
}

/** The trade as it is chosen. */
export interface TradeChoice {
  readonly direction: 'buy' | 'sell'
  /** As it was typed. */
  readonly amount: string
  readonly fiat: string
  readonly asset: string
  readonly chain: number
  readonly country: string
  /** A payment method, or `any`. */
  readonly method: string
  readonly wallet: string
  /** The provider that is pinned, or `best`. */
  readonly provider: string
  /** Who sends the crypto of a sell. */
  readonly sends: 'user' | 'app'
}

/** Everything that the address says. */
export interface PageState extends Identity, TradeChoice {
  /** The session that is followed, or empty. */
  readonly session: string
  /** The idempotency key that it was opened with. */
  readonly key: string
  readonly show: ShownIn
  readonly code: CodeLanguage
  readonly step: Step
  /** The scenario that is on, or `none`. */
  readonly scenario: string
}

/** What holds where the address says nothing. */
export const initialState: PageState = {
  tenant: tenants[0].value,
  issuer: 'privy',
  user: 'alice',
  direction: 'buy',
  amount: '100',
  fiat: 'USD',
  asset: 'USDC',
  chain: 8453,
  country: 'US',
  method: 'any',
  wallet: '0x52908400098527886E0F7030069857D2E4169EE7',
  provider: 'best',
  sends: 'user',
  session: '',
  key: '',
  show: 'frame',
  code: 'typescript',
  step: 'choose',
  scenario: 'none',
}

/** Longer texts than any of ours in an address are not ours. */
const textLengthMax = 128

type Readers = { readonly [Name in keyof PageState]: (text: string) => PageState[Name] | undefined }

const readers: Readers = {
  tenant: oneOf(tenants.map(({ value }) => value)),
  issuer: oneOf(['privy', 'dynamic']),
  user: text,
  direction: oneOf(['buy', 'sell']),
  amount: text,
  fiat: text,
  asset: text,
  chain: (given) => (/^[1-9]\d{0,9}$/.test(given) ? Number(given) : undefined),
  country: text,
  method: text,
  wallet: text,
  provider: text,
  sends: oneOf(['user', 'app']),
  session: text,
  key: text,
  show: oneOf(surfaces),
  code: oneOf(codeLanguages),
  step: oneOf(steps),
  scenario: text,
}

/** The state that a query (`?amount=50&…`) says; what it lacks, or says wrongly, is as it is initially. */
export function readAddress(query: string): PageState {
  const parameters = new URLSearchParams(query)
  const read = <Name extends keyof PageState>(name: Name): PageState[Name] => {
    const given = parameters.get(name)
    return (given === null ? undefined : readers[name](given)) ?? initialState[name]
  }
  return {
    tenant: read('tenant'),
    issuer: read('issuer'),
    user: read('user'),
    direction: read('direction'),
    amount: read('amount'),
    fiat: read('fiat'),
    asset: read('asset'),
    chain: read('chain'),
    country: read('country'),
    method: read('method'),
    wallet: read('wallet'),
    provider: read('provider'),
    sends: read('sends'),
    session: read('session'),
    key: read('key'),
    show: read('show'),
    code: read('code'),
    step: read('step'),
    scenario: read('scenario'),
  }
}

/** The query that says it: only what is not as initially, so that a plain page has a plain address. */
export function writeAddress(state: PageState): string {
  const said = Object.entries(state).filter(([name, value]) => value !== Reflect.get(initialState, name))
  const query = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString()
  return query === '' ? '' : `?${query}`
}

function text(given: string): string | undefined {
  return given.length <= textLengthMax ? given : undefined
}

function oneOf<const Value extends string>(values: readonly Value[]): (given: string) => Value | undefined {
  return (given) => values.find((value) => value === given)
}
