import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { closeDatabase } from '../../src/postgres/database.ts'
import { ensureSecret } from '../../src/store/secrets.ts'
import { openStore } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'

test('the first candidate becomes the secret, and stays it', async ({ database }) => {
  const [first, second] = [randomBytes(32), randomBytes(32)]
  expect(await ensureSecret(database, 'link', first)).toEqual(first)
  expect(await ensureSecret(database, 'link', second)).toEqual(first)
})

test('secrets of other names are other secrets', async ({ database }) => {
  const candidate = randomBytes(32)
  expect(await ensureSecret(database, 'a', randomBytes(32))).not.toEqual(candidate)
  expect(await ensureSecret(database, 'b', candidate)).toEqual(candidate)
})

test('processes that start at once agree on one of their candidates', async ({ target }) => {
  const processes = Array.from({ length: 5 }, () => openStore(target))
  const candidates = processes.map(() => randomBytes(32))
  const offers = processes.map((process, n) => ensureSecret(process, 'race', candidates[n] ?? Buffer.alloc(0)))
  const agreed = await Promise.all(offers)
  for (const secret of agreed) expect(secret).toEqual(agreed[0])
  expect(candidates).toContainEqual(agreed[0])
  await Promise.all(processes.map(closeDatabase))
})
