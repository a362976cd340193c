import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMeld } from '../../src/aggregators/meld/meld.ts'
import { devWebhookTargets } from '../../src/dev/webhook-targets.ts'
import type { Check, Patient, PatientTenants } from '../../src/doctor/check.ts'
import { examine } from '../../src/doctor/examine.ts'
import { checksNamed } from '../../src/doctor/registry.ts'
import type { CheckId, Finding } from '../../src/domain/finding.ts'
import { kycOff } from '../../src/domain/kyc.ts'
import { makeSecret } from '../../src/domain/secret.ts'
import { parseTenantId, type Tenant } from '../../src/domain/tenant.ts'
import { readCertificate, takesConnection } from '../../src/outbound/look.ts'
import { reachReceiver } from '../../src/outbound/receiver.ts'
import { createOutbound } from '../../src/outbound/request.ts'

/** A gateway of which nothing is known, with a real network around it. */
export function strangerWith(known: Partial<Patient> = {}): Patient {
  const { send } = createOutbound()
  return {
    file: null,
    settings: null,
    tenants: null,
    publicUrl: null,
    database: null,
    isThisMachine: true,
    aggregator: createMeld({ send, now: Date.now }),
    look: {
      send,
      readCertificate,
      takesConnection,
      reachReceiver: (url, deadlineMs) => reachReceiver(url, { policy: devWebhookTargets, deadlineMs }),
    },
    now: Date.now,
    ...known,
  }
}

/** A tenant whose Meld and identity provider are where the test says. */
export function tenantWith(known: Partial<Tenant> = {}): Tenant {
  const id = parseTenantId('org-sick:env-sandbox')
  if (id === undefined) throw new Error('no tenant id')
  return {
    id,
    meld: { baseUrl: 'http://127.0.0.1:1', apiKey: makeSecret('W9k:s3cr3t'), webhookSecrets: [] },
    issuers: [],
    allowedOrigins: [],
    returnLinks: [],
    returnOrigins: [],
    defaultCountry: 'US',
    widgetUrl: 'rampway',
    idempotencyMismatch: 'replay',
    kyc: kycOff,
    brand: null,
    ...known,
  }
}

/** These tenants and no others. */
export function servedAlone(...served: readonly Tenant[]): PatientTenants {
  return { served, faulty: [], defaultTenant: undefined, knowsWebhookSecrets: true }
}

/** What one check finds. */
export async function findingsOf(id: CheckId, patient: Patient): Promise<readonly Finding[]> {
  return await examine(patient, checksNamed(id))
}

/** Severity and words of what one check finds. */
export async function saidOf(id: CheckId, known: Partial<Patient>): Promise<readonly (readonly [string, string])[]> {
  const findings = await findingsOf(id, strangerWith(known))
  return findings.map(({ severity, found }) => [severity, found] as const)
}

/** An HTTP server of the test's own. */
export async function serveHttp(listener: RequestListener): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A check that comes to nothing, or to whatever `run` says. */
export function checkLike(run: Check['run'], id: CheckId = 'node', reach: Check['reach'] = 'process'): Check {
  return { id, expected: 'expected', why: 'why', reach, run }
}
