import { onTestFinished } from 'vitest'
import { kycOff } from '../../src/domain/kyc.ts'
import { makeSecret } from '../../src/domain/secret.ts'
import { parseTenantId, type Tenant, type TokenIssuer } from '../../src/domain/tenant.ts'
import type { KeyFetchEvent } from '../../src/identity/keys.ts'
import { createOutbound, type OutboundRequest, type Send } from '../../src/outbound/request.ts'
import { type JwksBehaviour, startJwksServer } from './jwks-server.ts'

/** When the tests take place: 22 November 2026. */
export const startMs = Date.UTC(2026, 10, 22)

/** A clock that moves when told to. */
export function makeClock() {
  let nowMs = startMs
  return {
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms
    },
  }
}

/** The real sender, and a record of what was sent. */
export function makeSend(): { send: Send; calls: OutboundRequest[] } {
  const outbound = createOutbound()
  onTestFinished(() => outbound.close())
  const calls: OutboundRequest[] = []
  const send: Send = (call) => {
    calls.push(call)
    return outbound.send(call)
  }
  return { send, calls }
}

/** A JWKS endpoint with a sender that gives up on it soon while it hangs, so that no test waits for seconds. */
export async function makeEndpoint(first: JwksBehaviour) {
  const server = await startJwksServer(first)
  const { send, calls } = makeSend()
  let hangs = first.kind === 'hang'
  const become = (behaviour: JwksBehaviour) => {
    hangs = behaviour.kind === 'hang'
    server.become(behaviour)
  }
  const sendHastily: Send = (call) => send(hangs ? { ...call, deadlineMs: 100 } : call)
  return { server: { ...server, become }, send: sendHastily, calls }
}

/** Collects key fetches, and lets a test wait for one that runs in the background. */
export function watchFetches() {
  const events: KeyFetchEvent[] = []
  let wake = () => {}
  return {
    events,
    observe: (event: KeyFetchEvent) => {
      events.push(event)
      wake()
    },
    /** Resolves once this many fetches have ended. */
    ended: async (count: number) => {
      while (events.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

/** A tenant that accepts these issuers. */
export function makeTenant(issuers: readonly TokenIssuer[], idText = 'org-a:env-1'): Tenant {
  const id = parseTenantId(idText)
  if (id === undefined) throw new Error(`${idText} is not a tenant id`)
  return {
    id,
    meld: { baseUrl: 'http://127.0.0.1:9', apiKey: makeSecret('unused'), webhookSecrets: [] },
    issuers,
    allowedOrigins: [],
    returnOrigins: [],
    returnLinks: [],
    defaultCountry: 'US',
    widgetUrl: 'rampway',
    idempotencyMismatch: 'replay',
    kyc: kycOff,
    brand: null,
  }
}
