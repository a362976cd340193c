import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, emptyDatabase, queryDatabase, urlOf } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { type FrontDoor, makeFrontDoor } from '../support/front-door.ts'
import { type Program, prepareServe, type ServeBench, startProgram, untilHealthy } from '../support/program.ts'
import { scriptDatabase, wireRefusal, wireRow, wireWelcome } from '../support/scripted-database.ts'

let bench: ServeBench

beforeAll(async () => {
  bench = await prepareServe('http://127.0.0.1:1')
})
afterAll(() => bench.close())

/** Starts `rampway serve` on a database, which it waits a minute for. */
async function startServe(databaseUrl: string, env: Record<string, string> = {}) {
  const port = await freePort()
  const started = startProgram(['serve', '--config', bench.configPath], {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    MELD_KEY: 'W9k:s',
    RAMPWAY_DATABASE_WAIT_SECONDS: '60',
    ...env,
  })
  return { started, url: `http://127.0.0.1:${port}` }
}

/** Resolves when the program has said `words`; rejects when it ends before. */
async function untilSaid({ ended, output }: Program, words: string): Promise<void> {
  let over = false
  void ended.then(() => {
    over = true
  })
  while (!output().includes(words)) {
    if (over) throw new Error(`it ended without saying "${words}":\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** What a start says that ends for good; the wait is long, so that one which waits does not end in time. */
async function lastWords(databaseUrl: string, env?: Record<string, string>): Promise<string> {
  const { started } = await startServe(databaseUrl, env)
  expect(await started.ended, started.output()).toBe(1)
  expect(started.output()).not.toMatch(/ {4}at |9s3cr3t/)
  return started.output()
}

async function withDoor(work: (door: FrontDoor) => Promise<void>): Promise<void> {
  const door = await makeFrontDoor(bench.database)
  try {
    await work(door)
  } finally {
    await door.close()
  }
}

test('a database that is unavailable is waited for, and served when it is back', () =>
  withDoor(async (door) => {
    const { started, url } = await startServe(door.url)
    await untilSaid(started, 'waiting for the database')
    expect(started.output()).toContain(
      `the database \\"${bench.database.database}\\" on 127.0.0.1:${door.port} (user \\"${bench.database.user}\\"): the connection was refused, nothing listens there (ECONNREFUSED)`,
    )
    await door.open()
    await untilHealthy(started, url)
    await started.kill()
  }))

test('SIGTERM ends the wait, and that is no failure', () =>
  withDoor(async (door) => {
    const { started } = await startServe(door.url)
    await untilSaid(started, 'waiting for the database')
    started.child.kill('SIGTERM')
    expect(await started.ended).toBe(0)
    expect(started.output()).not.toContain('Cannot use the database "')
  }))

test('the wait has its end', () =>
  withDoor(async (door) => {
    const said = await lastWords(door.url, { RAMPWAY_DATABASE_WAIT_SECONDS: '3' })
    expect(said).toContain('waiting for the database')
    expect(said).toMatch(/\nCannot use the database .* nothing listens there \(ECONNREFUSED\)\. Start PostgreSQL/)
  }))

test('one that has no connection left, or is starting up, is waited for', async () => {
  const [full, other] = await Promise.all([cloneDatabase(), emptyDatabase()])
  await queryDatabase(other, `alter database ${full.database} connection limit 0`)
  const crowded = await startServe(urlOf(full))
  await untilSaid(crowded.started, 'it has no connection left (53300')
  await queryDatabase(other, `alter database ${full.database} connection limit -1`)
  await untilHealthy(crowded.started, crowded.url)
  await crowded.started.kill()

  const starting = await scriptDatabase(() => wireRefusal('57P03', 'the database system is starting up'))
  const { started } = await startServe(starting.url)
  await untilSaid(started, 'it is starting up or shutting down (57P03')
  await started.kill()
  await starting.close()
})

test('what will not pass by itself ends the start at once, in words', async () => {
  const { database } = bench
  const empty = await emptyDatabase()
  await queryDatabase(empty, 'revoke create on schema public from pg_database_owner')
  for (const [url, words] of [
    ['postgres://u:9s3cr3t@no-such-host.invalid/acme', 'the name of the host is unknown (ENOTFOUND'],
    [urlOf({ ...database, database: 'no_such' }), 'it does not exist (3D000'],
    [urlOf({ ...database, user: 'no_such' }), 'does not let this user in from here (28000'],
    [urlOf(empty), 'the user lacks a permission (42501: "permission denied for schema public")'],
    [
      'postgres://u:9s3cr3t@127.0.0.1:1/acme?sslmode=verify-full&sslrootcert=/none.pem',
      'the file /none.pem cannot be read',
    ],
  ] as const) {
    const said = await lastWords(url)
    expect(said).toContain('Cannot use the database "')
    expect(said).toContain(words)
  }
  await withDoor(async (door) => {
    await door.open()
    expect(await lastWords(`${door.url}?sslmode=require`)).toContain('TLS: it has none, and the address asks for it')
  })
})

test('a wrong password, and a PostgreSQL that is too old, are said in words', async () => {
  const wrong = await scriptDatabase(() => wireRefusal('28P01', 'password authentication failed for user "rampway"'))
  expect(await lastWords(wrong.url)).toMatch(
    /Cannot use the database "acme" on 127\.0\.0\.1:\d+ \(user "rampway"\): the password is wrong \(28P01/,
  )
  await wrong.close()

  const old = await scriptDatabase((letter) =>
    letter === '\0' ? wireWelcome() : wireRow({ number: '130014', version: '13.14' }),
  )
  expect(await lastWords(old.url)).toContain('it is PostgreSQL 13.14, which is too old. Rampway needs PostgreSQL 15')
  await old.close()
})

test('what is not PostgreSQL is told from a PostgreSQL that is unavailable', async () => {
  const greetings = [
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
    'SSH-2.0-OpenSSH_9.6\r\n',
    '-ERR unknown command\r\n',
  ]
  for (const greeting of greetings) {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(greeting))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    expect(await lastWords(`postgres://u:9s3cr3t@127.0.0.1:${port}/acme`), greeting).toContain(
      'what listens there is not PostgreSQL',
    )
    await new Promise((resolve) => server.close(resolve))
  }
})
