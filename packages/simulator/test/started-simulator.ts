import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { isRecord, type JsonRecord } from '../src/json.ts'
import { type Simulator, type SimulatorOptions, startSimulator } from '../src/server.ts'

export const WALLET = '0x52908400098527886E0F7030069857D2E4169EE7'
/** A fixed moment, so that everything in an answer depends on the seed and the calls alone. */
export const START_MS = Date.parse('2026-08-14T09:00:00Z')

/** An answer as text and, where it is JSON, as data. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: JsonRecord
}

export interface Client {
  readonly simulator: Simulator
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Answered>
  readonly send: (method: string, path: string, body: unknown, headers?: Record<string, string>) => Promise<Answered>
  /** `POST` on Meld's wire. */
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answered>
  /** `POST` on the control API; fails unless it is answered 200. */
  readonly control: (path: string, body?: unknown) => Promise<JsonRecord>
  readonly openSession: (change?: JsonRecord, top?: JsonRecord) => Promise<JsonRecord>
}

export const HEADERS = { authorization: 'BASIC test-key:secret', 'meld-version': '2026-02-03' }

/** A simulator on a free port with its clock standing still, closed when the test ends. */
export async function startClient(options: SimulatorOptions = {}): Promise<Client> {
  const simulator = await startSimulator({ seed: 'test', now: () => START_MS, ...options })
  onTestFinished(() => simulator.close())
  const send: Client['send'] = async (method, path, body, headers = HEADERS) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const type = { 'content-type': 'application/json' }
    return read(await fetch(`${simulator.url}${path}`, { method, headers: { ...type, ...headers }, body: text }))
  }
  const post: Client['post'] = (path, body, headers) => send('POST', path, body, headers)
  return {
    simulator,
    send,
    post,
    get: async (path, headers = HEADERS) => read(await fetch(`${simulator.url}${path}`, { headers })),
    control: async (path, body = {}) => {
      const answer = await post(path, body, {})
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
      return answer.json
    },
    openSession: async (change = {}, top = {}) => {
      const answer = await post('/crypto/session/widget', buySession(change, top))
      if (answer.status !== 200) throw new Error(`widget answered ${answer.status}: ${answer.text}`)
      return answer.json
    },
  }
}

async function read(response: Response): Promise<Answered> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

function parse(text: string): JsonRecord {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : { list: value }
  } catch {
    return {}
  }
}

/** A quote request that several providers serve. */
export function buyQuote(change: JsonRecord = {}): JsonRecord {
  return {
    countryCode: 'DE',
    sourceCurrencyCode: 'EUR',
    destinationCurrencyCode: 'USDC_BASE',
    sourceAmount: 200,
    paymentMethodType: 'CREDIT_DEBIT_CARD',
    ...change,
  }
}

/** A widget request that is answered with 200. */
export function buySession(change: JsonRecord = {}, top: JsonRecord = {}): JsonRecord {
  const sessionData = {
    countryCode: 'DE',
    serviceProvider: 'TRANSAK',
    sourceCurrencyCode: 'EUR',
    destinationCurrencyCode: 'USDC_BASE',
    sourceAmount: '200',
    walletAddress: WALLET,
    ...change,
  }
  return { sessionType: 'BUY', sessionData, ...top }
}

/** The objects of a list in an answer. */
export function records(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** The object at `name`; an empty one when it is something else. */
export function recordAt(record: JsonRecord, name: string): JsonRecord {
  const value = record[name]
  return isRecord(value) ? value : {}
}

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly json: JsonRecord
}

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** Statuses for the next deliveries; 200 once they are used up. */
  readonly statuses: number[]
  /** Bodies of the next answers; empty once they are used up. */
  readonly answers: string[]
  /** Resolves once that many deliveries have arrived. */
  readonly arrived: (count: number) => Promise<void>
}

/** A webhook receiver that keeps what it gets. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const statuses: number[] = []
  const answers: string[] = []
  let wake = (): void => undefined
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      received.push({ headers: request.headers, body, json: parse(body) })
      response.writeHead(statuses.shift() ?? 200).end(answers.shift())
      wake()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${portOf(server.address())}/hooks?tenant=a`,
    received,
    statuses,
    answers,
    arrived: async (count) => {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
