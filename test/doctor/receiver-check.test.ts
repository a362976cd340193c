import { expect } from 'vitest'
import type { PatientDatabase } from '../../src/doctor/check.ts'
import { changeWebhookEndpoint } from '../../src/store/webhook-endpoints.ts'
import { endpointOf, storeEndpoint } from '../store/webhook-calls.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { startReceiver } from '../support/receiver.ts'
import { saidOf, servedAlone, tenantWith } from './patients.ts'

test('hosts of webhook endpoints are reached without an event, each once, and those that are disabled not at all', async ({
  database,
}) => {
  const tenant = tenantWith()
  const [there, silent] = [await startReceiver(), await startReceiver()]
  await silent.close()
  try {
    const opened: PatientDatabase = { database, isPrivate: false, folder: undefined }
    const said = () => saidOf('webhook_hosts', { tenants: servedAlone(tenant), database: async () => opened })
    expect(await said()).toEqual([['skipped', 'it has no webhook endpoint that is called']])
    await storeEndpoint(database, tenant.id, { url: there.url })
    await storeEndpoint(database, tenant.id, { url: `${there.url}/others` })
    await storeEndpoint(database, tenant.id, { url: silent.url })
    await storeEndpoint(database, tenant.id, { url: 'https://10.0.0.7/hooks' })
    const disabled = await storeEndpoint(database, tenant.id, endpointOf(tenant.id, { url: 'https://10.0.0.8/hooks' }))
    await changeWebhookEndpoint(database, tenant.id, disabled.id, { disabled: 'partner' }, Date.now(), null)
    expect(await said()).toEqual([
      ['ok', `${new URL(there.url).origin} can be reached`],
      ['warning', `${new URL(silent.url).origin}: nobody takes the connection`],
      ['warning', 'https://10.0.0.7: its address may not be called'],
    ])
    expect(there.calls).toEqual([])
  } finally {
    await there.close()
  }
})
