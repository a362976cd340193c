import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { visit } from '../src/visit.ts'

beforeEach(() => {
  vi.stubGlobal('document', new EventTarget())
  vi.stubGlobal('window', new EventTarget())
})

afterEach(() => void vi.unstubAllGlobals())

test('whoever is back is followed until the app closes it, and then asked for once more', async () => {
  const poll = vi.fn(async () => ({ status: 'transacting' }))
  const opened = visit({ id: 'ses_1' }, { poll })
  opened.comeBack()
  await expect.poll(opened.status).toBe('transacting')
  opened.leave('app')
  expect(await opened.done).toMatchObject({ status: 'transacting', reason: 'app' })
  expect(poll).toHaveBeenCalledTimes(2)
})
