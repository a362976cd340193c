import { expect } from 'vitest'
import { parseAmount } from '../../src/domain/amount.ts'
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { findCatalogue, keepCatalogue, type StoredCatalogue } from '../../src/store/catalogues.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import { demo, other, start } from './store-calls.ts'

const catalogue: Catalogue = {
  coverage: [
    {
      serviceProvider: 'TRANSAK',
      name: 'Transak',
      direction: 'buy',
      countries: ['DE', 'US'],
      assets: [{ symbol: 'USDC', chainId: 8453 }],
      fiats: [],
      paymentMethods: [
        { method: 'ACH', countries: ['US'] },
        { method: 'CREDIT_DEBIT_CARD', countries: null },
      ],
      unknown: ['fiats'],
    },
  ],
  bounds: [
    {
      serviceProvider: 'TRANSAK',
      direction: 'buy',
      countries: null,
      currency: 'USD',
      chainId: null,
      paymentMethods: ['ACH'],
      minimum: parseAmount('0.123456789012345678') ?? null,
      maximum: null,
    },
  ],
  boundsComplete: false,
  methods: [{ method: 'ACH', name: 'ACH', type: null }],
}

function stored(etag: string, fetchedAt = start): StoredCatalogue {
  return { catalogue, etag, fetchedAt }
}

test('a catalogue is unknown until it is kept, and then told to its own tenant as it was kept', async ({
  database,
}) => {
  expect(await findCatalogue(database, demo, undefined)).toBeUndefined()
  await keepCatalogue(database, demo, stored('first'))
  expect(await findCatalogue(database, demo, undefined)).toEqual(stored('first'))
  expect(await findCatalogue(database, other, undefined)).toBeUndefined()
})

test('one that was fetched later stays, whichever is kept last', async ({ database }) => {
  await keepCatalogue(database, demo, stored('newer', start + 2_000))
  await keepCatalogue(database, demo, stored('older', start + 1_000))
  expect(await findCatalogue(database, demo, undefined)).toEqual(stored('newer', start + 2_000))
})

test('who has the content already is told its age alone', async ({ database }) => {
  await keepCatalogue(database, other, stored('same', start))
  const known = stored('same', start)
  await keepCatalogue(database, other, stored('same', start + 5_000))
  const found = await findCatalogue(database, other, known)
  expect(found).toEqual(stored('same', start + 5_000))
  expect(found?.catalogue).toBe(known.catalogue)
})

test('what another version of the program wrote in its own way counts as none', async ({ database, target }) => {
  for (const body of ['{}', '{"coverage": [{"serviceProvider": 7}], "bounds": [], "methods": []}', '[]']) {
    await queryDatabase(target, `update catalogues set body = '${body}' where tenant_id = '${demo}'`)
    expect(await findCatalogue(database, demo, undefined)).toBeUndefined()
  }
  await keepCatalogue(database, demo, stored('again', start + 9_000))
  expect(await findCatalogue(database, demo, undefined)).toEqual(stored('again', start + 9_000))
})
