import Big from 'big.js'
import { type AddressFault, parseWalletAddress } from './address.ts'
import {
  type DepositRecord,
  isFinal,
  type SoldCrypto,
  type TransactionAssets,
  type TransactionStatus,
  type UpstreamTransaction,
} from './transaction.ts'

/**
 * Why a deposit instruction is withheld: a closed set, each with words for people. Crypto sent to a wrong address, on a
 * wrong chain or in a wrong amount is lost, so an instruction is shown only when all of it is right.
 */
export const depositFaults = {
  unknown_sale: 'It belongs to no sale that is known here, so nothing it says can be checked.',
  other_direction: 'Meld tells it of a transaction that is no sale.',
  not_an_address: 'What Meld tells is no address of an EVM chain.',
  wrong_checksum: 'The EIP-55 checksum of the address is wrong, so a character of it may be.',
  burn_address: 'The address is one that nobody has the key of.',
  token_contract: 'The address is the contract of a token, not a wallet.',
  own_wallet: 'The address is the seller’s own wallet.',
  address_changed: 'Meld told another address for this transaction before.',
  missing_asset: 'Meld does not tell which asset is to be sent, or its list of them cannot be read.',
  other_asset: 'Meld tells another asset than the one sold.',
  other_chain: 'Meld tells another chain than that of the asset sold.',
  missing_amount: 'Meld does not tell the amount.',
  too_many_decimals: 'The amount has more decimals than the asset.',
  other_amount: 'Meld tells another amount than the one sold.',
  another_transaction: 'Another transaction of this session has been paid, or was to be; the crypto may be on its way.',
} as const satisfies Record<string, string>

/** One of the reasons. */
export type DepositFault = keyof typeof depositFaults

/** A transaction as far as its deposit goes. */
export interface DepositFacts {
  readonly upstream: Pick<UpstreamTransaction, 'depositAddress' | 'transactionType' | 'sourceAmount' | 'cryptoChainId'>
  readonly assets: TransactionAssets
  readonly deposit: DepositRecord
}

/** The first thing wrong with what Meld tells of a deposit; null when nothing is, or no address is told yet. Pure. */
export function findDepositFault({ upstream, assets, deposit }: DepositFacts): DepositFault | null {
  const { depositAddress, transactionType } = upstream
  const { sold } = deposit
  if (depositAddress === null) return null
  if (sold === null) return 'unknown_sale'
  if (transactionType !== null && !transactionType.startsWith('CRYPTO_SELL')) return 'other_direction'
  return (
    findAddressFault(depositAddress, sold) ??
    (deposit.addressChanged ? 'address_changed' : null) ??
    findAssetFault(assets, upstream.cryptoChainId, sold) ??
    findAmountFault(upstream.sourceAmount, sold)
  )
}

const faultByAddress: Readonly<Record<AddressFault['kind'], DepositFault>> = {
  form: 'not_an_address',
  checksum: 'wrong_checksum',
  zero: 'burn_address',
  burn: 'burn_address',
  placeholder: 'burn_address',
  reserved: 'burn_address',
  contract: 'token_contract',
}

function findAddressFault(text: string, sold: SoldCrypto): DepositFault | null {
  const address = parseWalletAddress(text)
  if (typeof address !== 'string') return faultByAddress[address.kind]
  return isSameAddress(address, sold.walletAddress) ? 'own_wallet' : null
}

/** Ignores the case of hexadecimal digits, which only carries the checksum. */
function isSameAddress(a: string, b: string): boolean {
  return a === b || (/^0x[0-9a-f]{40}$/i.test(a) && a.toLowerCase() === b.toLowerCase())
}

function findAssetFault(
  { from, chainId }: TransactionAssets,
  cryptoChainId: string | null,
  sold: SoldCrypto,
): DepositFault | null {
  if (from === null) return 'missing_asset'
  if (from !== sold.symbol) return 'other_asset'
  const isChain = chainId === sold.chainId && (cryptoChainId === null || readChain(cryptoChainId) === sold.chainId)
  return isChain ? null : 'other_chain'
}

/** EVM chain ids come as decimal or hexadecimal texts; NaN for any other text. */
function readChain(text: string): number {
  return /^(?:\d{1,15}|0x[0-9a-fA-F]{1,12})$/.test(text) ? Number(text) : Number.NaN
}

function findAmountFault(told: string | null, sold: SoldCrypto): DepositFault | null {
  if (told === null) return 'missing_amount'
  const fits = (amount: Big) => amount.round(sold.decimals, Big.roundDown).eq(amount)
  // An amount with more decimals than the asset has cannot be sent, however Meld repeats it.
  if (!fits(new Big(sold.amount))) return 'too_many_decimals'
  const amount = new Big(told)
  if (amount.eq(sold.amount) || isRounded(amount, sold)) return null
  return fits(amount) ? 'other_amount' : 'too_many_decimals'
}

/** Meld may round a long amount to a double, or to this many decimals; with fewer it would be another amount. */
const repeatedPlacesMin = 8

function isRounded(told: Big, { amount }: SoldCrypto): boolean {
  if (told.toNumber() === new Big(amount).toNumber()) return true
  const places = told.toFixed().split('.')[1]?.length ?? 0
  if (places < repeatedPlacesMin) return false
  return [Big.roundDown, Big.roundHalfUp].some((mode) => new Big(amount).round(places, mode).eq(told))
}

/**
 * What is recorded of a deposit after one more check; `sold` is null where this check does not name the session, and
 * `shown` is the transaction as it stands after the check.
 */
export function mergeDeposit(
  stored: Pick<DepositFacts, 'upstream' | 'deposit'> | null,
  told: Pick<UpstreamTransaction, 'depositAddress'>,
  sold: SoldCrypto | null,
  shown: Omit<DepositFacts, 'deposit'> & { readonly status: TransactionStatus },
): DepositRecord {
  const first = stored?.deposit.address ?? stored?.upstream.depositAddress ?? null
  const isOther = first !== null && told.depositAddress !== null && !isSameAddress(first, told.depositAddress)
  const merged = {
    sold: sold ?? stored?.deposit.sold ?? null,
    address: first ?? told.depositAddress,
    // One change is enough: nobody here can tell which address is right.
    addressChanged: isOther || stored?.deposit.addressChanged === true,
    wasShown: stored?.deposit.wasShown === true,
  }
  return { ...merged, wasShown: merged.wasShown || isShownToApp({ ...shown, deposit: merged }) }
}

function isShownToApp(facts: DepositFacts & { readonly status: TransactionStatus }): boolean {
  const { status, upstream, deposit } = facts
  if (isFinal(status) || upstream.depositAddress === null || deposit.sold?.redirectFlow !== true) return false
  return findDepositFault(facts) === null
}

/** One of the transactions of a session. */
export interface SiblingTransaction {
  readonly id: string
  readonly status: TransactionStatus
  readonly deposit: DepositRecord
}

/**
 * True when the crypto of a session may already have been sent for another transaction of it. One that failed does not
 * count, unless an app was told to send for it: what was sent is not back because the provider gave up.
 */
export function mayBeSentAlready(id: string, ofSession: readonly SiblingTransaction[]): boolean {
  return ofSession.some(({ id: other, status, deposit }) => {
    if (other === id) return false
    if (status === 'failed' || status === 'cancelled') return deposit.wasShown
    return isFinal(status) || status === 'processing' || deposit.address !== null
  })
}
