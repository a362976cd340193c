import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startSimulator } from '../src/server.ts'
import { HEADERS } from './started-simulator.ts'

test.each([{ instant: false }, { instant: true }])(
  'a connection that somebody else accepted is served as one of its own (instant: $instant)',
  async ({ instant }) => {
    const simulator = await startSimulator({ seed: 'test', instant })
    onTestFinished(() => simulator.close())
    const elsewhere = createServer(simulator.accept).listen(0, '127.0.0.1')
    onTestFinished(() => void elsewhere.close())
    await once(elsewhere, 'listening')
    const { port } = elsewhere.address() as AddressInfo
    const answerFrom = async (base: string): Promise<unknown> => {
      const answer = await fetch(`${base}/service-providers/properties/countries`, { headers: HEADERS })
      return [answer.status, await answer.json()]
    }
    const [status, countries] = (await answerFrom(`http://127.0.0.1:${port}`)) as [number, unknown[]]
    expect(status).toBe(200)
    expect(countries.length).toBeGreaterThan(10)
    expect(await answerFrom(simulator.url)).toEqual([status, countries])
  },
)
