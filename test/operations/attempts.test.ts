import { expect } from 'vitest'
import { newSessionId } from '../../src/domain/session.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { noKycPass } from '../../src/operations/kyc.ts'
import { switchingOf } from '../../src/operations/routing/switching.ts'
import { type Opening, type Prepared, tryProvider } from '../../src/operations/sessions/attempts.ts'
import { upstreamTrade } from '../../src/operations/sessions/opening-ends.ts'
import { requestOf } from '../store/store-calls.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

const request = requestOf({ serviceProvider: 'TRANSAK' })

const issuer = 'issuer'
const subject = 'alice'
const candidate = { serviceProvider: 'TRANSAK', paymentMethodType: null }

/** An opening that has so much of its budget left, in milliseconds. */
function preparedFor(
  { deps, demo: tenant }: TestGateway,
  isStillOurs: Opening['isStillOurs'],
  leftMs: number,
): Prepared {
  const { trade, country, paymentMethod } = request
  return {
    opening: {
      owner: { tenant, user: userIdOf(tenant.id, issuer, subject), issuer, subject },
      session: newSessionId(),
      request,
      meldCustomerId: null,
      redirectUrl: 'https://rampway.example/r/token',
      clientIp: null,
      prefer: null,
      kyc: noKycPass,
      isStillOurs,
    },
    trade: upstreamTrade(request, 'USDC_BASE'),
    customer: { id: 'a-customer', renewed: true },
    switching: switchingOf(deps, { tenant: tenant.id, trade, country, paymentMethod }),
    until: performance.now() + leftMs,
  }
}

test('a claim that turns out to be lost opens no widget', async ({ gateway }) => {
  const prepared = preparedFor(gateway, async () => false, 10_000)
  await expect(tryProvider(gateway.deps, prepared, candidate, 1)).rejects.toMatchObject({ error: 'overloaded' })
  expect(await gateway.widgetCalls()).toEqual([])
})

test('a claim that is known to be held when too little time is left opens no widget', async ({ gateway }) => {
  const prepared = preparedFor(gateway, async () => true, 0)
  await expect(tryProvider(gateway.deps, prepared, candidate, 3)).rejects.toMatchObject({ error: 'overloaded' })
  expect(await gateway.widgetCalls()).toEqual([])
})

test('a claim that is known to be held in time opens one', async ({ gateway }) => {
  const prepared = preparedFor(gateway, async () => true, 10_000)
  await tryProvider(gateway.deps, prepared, candidate, 1)
  expect(await gateway.widgetCalls()).toHaveLength(1)
})
