import { createServer, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'

/** How one path of the issuer answers. */
export type Answer = (response: ServerResponse) => void

/** Answers 200 with a value's JSON. */
export function json(value: unknown): Answer {
  return (response) => response.end(JSON.stringify(value))
}

/** An OpenID Connect issuer on loopback whose every path a test can change at any time. */
export interface OpenidIssuer {
  /** Scheme, host and port. */
  readonly host: string
  /** The `iss` of its tokens. */
  readonly iss: string
  readonly documentPath: string
  /** By path; others are answered 404. */
  readonly answers: Map<string, Answer>
  /** The paths that were asked for, in order. */
  readonly paths: readonly string[]
}

/** Starts an issuer that publishes its configuration, and these keys under `/keys`; stops it when the test has finished. */
export async function startOpenidIssuer(keys: readonly object[], slash = ''): Promise<OpenidIssuer> {
  const answers = new Map<string, Answer>()
  const paths: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    paths.push(path)
    const answer = answers.get(path)
    if (answer === undefined) response.writeHead(404).end()
    else answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the issuer has no port')
  const host = `http://127.0.0.1:${address.port}`
  const iss = `${host}/realms/acme${slash}`
  const documentPath = '/realms/acme/.well-known/openid-configuration'
  answers.set(documentPath, json({ issuer: iss, jwks_uri: `${host}/keys` }))
  answers.set('/keys', json({ keys }))
  return { host, iss, documentPath, answers, paths }
}
