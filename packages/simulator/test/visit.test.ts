import { expect, test } from 'vitest'
import { startClient, startReceiver } from './started-simulator.ts'

test('a link is visited at the gateway alone, which is where webhooks go to', async () => {
  const client = await startClient()
  const visit = (path: string) => client.post('/_sim/visit', { path }, {})
  expect((await visit('/w/token')).text).toContain('no webhook target')
  const receiver = await startReceiver()
  await client.control('/_sim/webhooks', { url: receiver.url })
  expect((await visit('/w/token')).status).toBe(200)
  for (const path of ['//evil.example/', '/\\evil.example/', 'http://evil.example/', '', '/w/to ken']) {
    expect((await visit(path)).text, path).toContain('send the path of a link')
  }
})
