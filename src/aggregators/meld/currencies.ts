import { LRUCache } from 'lru-cache'
import type { CryptoAsset } from '../../domain/asset.ts'
import type { Clock } from '../../domain/clock.ts'
import type { OutboundResult } from '../../outbound/request.ts'
import type { Aggregator, AssetOutcome, UpstreamAccount, UpstreamFailure } from '../aggregator.ts'
import { type CurrencyList, findAsset, findCode, readCurrencies } from './currency-list.ts'
import type { Log, MeldCall, SendMeld } from './events.ts'
import type { Failure } from './failures.ts'
import { toReadFailure, toReadLoss } from './outcomes.ts'
import { type CurrencySource, makeCurrenciesCall } from './request.ts'

/** How long a list is used before it is fetched anew; Meld allows much longer for what changes this rarely. */
export const currenciesFreshMs = 60 * 60 * 1000
/** How long a list that could not be refreshed is left alone before the next attempt. */
export const currenciesRetryMs = 30 * 1000
/** Accounts whose lists are cached; one list holds some hundred entries for our chains. */
const accountsMax = 500

/** The currencies of one account, as far as they are known. */
interface CacheEntry {
  loaded: Extract<Loaded, { kind: 'loaded' }> | undefined
  /** When `loaded` is next worth a fetch. */
  refreshAtMs: number
  loading: Promise<Loaded> | undefined
}

type Loaded = { readonly kind: 'loaded'; readonly list: CurrencyList } | UpstreamFailure

/**
 * Makes the look-up of asset codes, both ways. The first call for an account waits for its list; later ones are
 * answered from it. A list older than an hour is refreshed by one fetch in the background, and stays in use for as long
 * as that fails.
 */
export function createCurrencies(deps: {
  readonly send: SendMeld
  readonly now: Clock
  readonly log: Log
  readonly readFailed: (call: MeldCall, answer: Extract<OutboundResult, { kind: 'answered' }>) => Failure
}): Pick<Aggregator, 'resolveAsset' | 'describeAsset'> {
  const cache = new LRUCache<string, CacheEntry>({ max: accountsMax })

  return {
    resolveAsset(account, asset) {
      const known = listOf(account)
      return known instanceof Promise ? known.then((loaded) => resolve(loaded, asset)) : resolve(known, asset)
    },
    async describeAsset(account, code) {
      const known = await listOf(account)
      return known.kind === 'loaded' ? { kind: 'described', asset: findAsset(known.list, code) ?? null } : known
    },
  }

  function listOf(account: UpstreamAccount): Loaded | Promise<Loaded> {
    const entry = entryOf(account)
    if (entry.loaded === undefined) return refresh(entry, account)
    // Not awaited: nobody waits for a refresh, and it never rejects.
    if (deps.now() >= entry.refreshAtMs) void refresh(entry, account)
    return entry.loaded
  }

  function entryOf(account: UpstreamAccount): CacheEntry {
    const name = `${account.baseUrl}\n${account.apiKey.reveal()}`
    const known = cache.get(name)
    if (known !== undefined) return known
    const entry: CacheEntry = { loaded: undefined, refreshAtMs: 0, loading: undefined }
    cache.set(name, entry)
    return entry
  }

  function refresh(entry: CacheEntry, account: UpstreamAccount): Promise<Loaded> {
    entry.loading ??= load(entry, account).finally(() => {
      entry.loading = undefined
    })
    return entry.loading
  }

  async function load(entry: CacheEntry, account: UpstreamAccount): Promise<Loaded> {
    const loaded = await fetchEither(account)
    if (loaded.kind === 'loaded') {
      entry.loaded = loaded
      entry.refreshAtMs = deps.now() + currenciesFreshMs
    } else {
      entry.refreshAtMs = deps.now() + currenciesRetryMs
      if (entry.loaded !== undefined) deps.log({ event: 'currencies_stale', reason: loaded.reason }, account.about)
    }
    return loaded
  }

  async function fetchEither(account: UpstreamAccount): Promise<Loaded> {
    const first = await fetchList(account, 'network-partner')
    // Refused credentials, a host that cannot be reached or asks to wait: the same host would say the same again.
    if (first.kind !== 'failed') return first.loaded
    deps.log({ event: 'currencies_fallback', reason: first.loaded.reason }, account.about)
    const second = await fetchList(account, 'service-provider')
    // When both fail, the failure of the current endpoint is the one to fix.
    return second.loaded.kind === 'loaded' ? second.loaded : first.loaded
  }

  /** `failed` when the other list is worth a try, `settled` otherwise. */
  async function fetchList(
    account: UpstreamAccount,
    source: CurrencySource,
  ): Promise<{ kind: 'settled'; loaded: Loaded } | { kind: 'failed'; loaded: UpstreamFailure }> {
    const call = makeCurrenciesCall(account, source)
    const result = await deps.send(call)
    if (result.kind === 'not_sent') return { kind: 'settled', loaded: toReadLoss(result) }
    if (result.kind === 'lost') return { kind: 'failed', loaded: toReadLoss(result) }
    if (result.status < 200 || result.status > 299) {
      const failure = deps.readFailed(call, result)
      const settled = failure.verdict === 'busy' || result.status === 401
      return { kind: settled ? 'settled' : 'failed', loaded: toReadFailure(failure) }
    }
    const read = readCurrencies(result.text, source)
    if (read === undefined) {
      return { kind: 'failed', loaded: { kind: 'unavailable', reason: 'unreadable_reply', retryAfterSeconds: null } }
    }
    // An account for which no provider is enabled lists nothing. Cached for an hour, that would outlast its being put right.
    if (read.entries === 0) return { kind: 'failed', loaded: { kind: 'misconfigured', reason: 'no_currencies' } }
    return { kind: 'settled', loaded: { kind: 'loaded', list: read.list } }
  }
}

function resolve(known: Loaded, asset: CryptoAsset): AssetOutcome {
  if (known.kind !== 'loaded') return known
  const code = findCode(known.list, asset)
  return code === undefined ? { kind: 'unlisted' } : { kind: 'resolved', code }
}
