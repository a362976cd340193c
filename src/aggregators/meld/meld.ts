import type { Clock } from '../../domain/clock.ts'
import { flowExclusion, flowReason } from '../../domain/sell-flow.ts'
import type { UpstreamCall } from '../../domain/upstream-call.ts'
import type { OutboundResult, Send } from '../../outbound/request.ts'
import type { Aggregator, QuoteOutcome, WidgetOutcome } from '../aggregator.ts'
import { describeAccount } from './account.ts'
import { createCatalogueFetch } from './catalogue.ts'
import { createCurrencies } from './currencies.ts'
import { createCustomers } from './customers.ts'
import type { Log, MeldCall, SendMeld } from './events.ts'
import { type Failure, readFailure } from './failures.ts'
import { readWebhook, verifyWebhook } from './incoming-webhook.ts'
import { unmaskFailure } from './masked-failure.ts'
import { readQuotes } from './offers.ts'
import { toFlowFailure, toQuoteOutcome, toReadLoss, toWidgetLoss, toWidgetOutcome } from './outcomes.ts'
import { makeQuoteCall, makeWidgetCall, meldVersion } from './request.ts'
import { readOpened } from './response.ts'
import { createTransactions } from './transactions.ts'

/**
 * Makes the Meld adapter: domain requests out as Meld's calls, Meld's replies in as outcomes. Every method is one HTTP
 * exchange, except that a list of currencies may take a second one (its older family). Nothing is retried and nothing
 * throws.
 */
export function createMeld(deps: { readonly send: Send; readonly now: Clock; readonly log?: Log }): Aggregator {
  const log = guardLog(deps.log)
  const send = sendWith(deps.send, deps.now, log)
  return {
    ...createCurrencies({ send, now: deps.now, log, readFailed }),
    ...createTransactions({ send, now: deps.now, log, readFailed, reportUnusable }),
    ...createCustomers({ send, readFailed, reportUnusable }),
    describeAccount: (account, deadlineMs) => describeAccount(send, account, deadlineMs),
    fetchCatalogue: createCatalogueFetch({ send, log, readFailed }),
    verifyWebhook,
    readWebhook,

    async quote(account, request): Promise<QuoteOutcome> {
      const call = makeQuoteCall(account, request)
      const result = await send(call)
      if (result.kind !== 'answered') return toReadLoss(result)
      if (!isSuccess(result)) return toQuoteOutcome(readFailed(call, result), request.trade.paymentMethod !== null)
      const outcome = readQuotes(result.text, request.trade)
      if (outcome === undefined) {
        return { kind: 'unavailable', reason: reportUnusable(call, result), retryAfterSeconds: null }
      }
      if (outcome.kind === 'quoted') {
        for (const { serviceProvider, reason } of outcome.excluded) {
          // A provider without the requested flow is no surprise.
          if (reason === flowReason(request.trade)) continue
          const about = serviceProvider === null ? account.about : { ...account.about, provider: serviceProvider }
          if (reason === 'implausible') log({ event: 'offer_implausible' }, about)
          else log({ event: 'offer_dropped', reason }, about)
        }
      }
      return outcome
    },

    async openWidget(account, request): Promise<WidgetOutcome> {
      const { serviceProvider, trade } = request
      const flowFault = flowExclusion(serviceProvider, trade)
      // Not even asked: Meld would accept it silently, and open the other flow.
      if (flowFault !== null) return toFlowFailure(flowFault)
      const call = makeWidgetCall(account, request)
      const result = await send(call)
      if (result.kind !== 'answered') return toWidgetLoss(result)
      if (!isSuccess(result)) return toWidgetOutcome(readFailed(call, result), trade.paymentMethod !== null)
      const opened = readOpened(result.text, request.externalSessionId)
      if (opened === undefined) return { kind: 'unknown', reason: reportUnusable(call, result) }
      const redirectFlow = trade.direction === 'sell' && (opened.redirectFlow ?? trade.redirectFlow)
      // It may stay open: a widget that nobody visits moves no money.
      if (redirectFlow !== trade.redirectFlow) return toFlowFailure(flowReason(trade))
      const { upstreamSessionId, widgetUrl, serviceProviderWidgetUrl, token } = opened
      return { kind: 'opened', upstreamSessionId, widgetUrl, serviceProviderWidgetUrl, token, redirectFlow }
    },
  }

  function readFailed(call: MeldCall, answer: Answer): Failure {
    const failure = readFailure(answer, deps.now())
    const { reason, verdict, requestId } = failure
    log({ event: 'call_failed', call: call.name, status: answer.status, reason, verdict, requestId }, call.about)
    return failure
  }

  function reportUnusable(call: MeldCall, answer: Answer): string {
    log({ event: 'reply_unusable', call: call.name, status: answer.status }, call.about)
    return 'unreadable_reply'
  }
}

/**
 * Sends calls, and sees to what all of them have in common: an error that came as a success is given its status, a version
 * that is not the one asked for is logged, and whom the call is made for is told of it.
 */
function sendWith(send: Send, now: Clock, log: Log): SendMeld {
  return (call) => {
    const at = now()
    const began = performance.now()
    return send(call).then((answer) => {
      const result = unmaskFailure(answer)
      watchVersion(call, result, log)
      call.onCall?.(recordOf(call, result, { at, ms: Math.round(performance.now() - began) }, now))
      return result
    })
  }
}

/** Logs a version of the API that is not the one asked for. */
function watchVersion(call: MeldCall, result: OutboundResult, log: Log): void {
  const answered = result.kind === 'answered' ? result.headers['meld-version'] : undefined
  if (answered === undefined || answered === meldVersion) return
  log({ event: 'version_differs', call: call.name, answered: answered.slice(0, 20) }, call.about)
}

/** Of the names of all calls to Meld. */
const namePrefix = 'meld.'

/** A call as it is recorded, with Meld's own code where it failed. */
function recordOf(
  call: MeldCall,
  result: OutboundResult,
  { at, ms }: Pick<UpstreamCall, 'at' | 'ms'>,
  now: Clock,
): UpstreamCall {
  const { name, provider } = call
  const status = result.kind === 'answered' ? result.status : undefined
  return { call: name.slice(namePrefix.length), provider, at, ms, status, reason: failureOf(result, now) }
}

function failureOf(result: OutboundResult, now: Clock): string | undefined {
  if (result.kind !== 'answered') return `${result.kind}_${result.reason}`
  return isSuccess(result) ? undefined : readFailure(result, now()).reason
}

type Answer = Extract<OutboundResult, { kind: 'answered' }>

function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300
}

/** A logger that throws must not turn an opened session into an error. */
function guardLog(log: Log | undefined): Log {
  if (log === undefined) return () => {}
  return (event, about) => {
    try {
      log(event, about)
    } catch {
      // There is nothing sensible to do about a broken logger.
    }
  }
}
