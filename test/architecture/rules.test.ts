import { describe, expect, test } from 'vitest'
import {
  checkCycles,
  checkFileAccess,
  checkNetwork,
  checkPackageEntries,
  checkPackages,
  checkRanks,
  checkStoreInternals,
  checkTargets,
  type Rule,
} from './import-rules.ts'
import { checkRefusals } from './refusal-rules.ts'
import { checkSessionWrites } from './session-rules.ts'
import { readSourceFile } from './source-file.ts'
import { checkStatements, checkTenantParameters, tenantTables } from './tenant-rules.ts'
import { checkBans, checkLengths, checkMarkers, checkNames } from './text-rules.ts'

/** The faults of planted files: `[path, text]` each. */
function faultsOf(rule: Rule, ...files: readonly (readonly [string, string])[]): string[] {
  return rule(files.map(([path, text]) => readSourceFile(path, text)))
}

describe('the status of a session', () => {
  test.each([
    "update sessions set status = 'ready' where tenant_id = $1",
    'update sessions s set checks = 0, status = $3 from due where s.id = due.id',
    'with a as (select 1) update sessions set (checks, status) = ($1, $2)',
    'insert into sessions as s (tenant_id, id) values ($1, $2)',
  ])('is written by nobody else: %s', (text) => {
    const literal = `const text = \`${text}\``
    expect(faultsOf(checkSessionWrites, ['src/store/links.ts', literal])).toHaveLength(1)
    expect(faultsOf(checkSessionWrites, ['src/store/session-changes.ts', literal])).toEqual([])
  })

  test.each([
    "update sessions s set next_check_at = case when s.status = 'opened' then $1 end where s.status = any($2)",
    "update sessions set checks = 0 where tenant_id = $1 and status = 'ready'",
    'update transactions set status = $2 where tenant_id = $1',
    "select status from sessions where tenant_id = $1 and status = 'ready'",
  ])('is read by anybody: %s', (text) => {
    expect(faultsOf(checkSessionWrites, ['src/store/links.ts', `const text = \`${text}\``])).toEqual([])
  })
})

describe('ranks', () => {
  test.each([
    ['src/domain/a.ts', '../store/sessions.ts'],
    ['src/domain/a.ts', '../observe/log.ts'],
    ['src/observe/a.ts', '../postgres/database.ts'],
    ['src/postgres/a.ts', '../store/users.ts'],
    ['src/http/a.ts', '../postgres/database.ts'],
    ['src/outbound/a.ts', '../contract/hal.ts'],
    ['src/contract/a.ts', '../store/users.ts'],
    ['src/store/a.ts', '../aggregators/aggregator.ts'],
    ['src/store/a.ts', '../outbound/request.ts'],
    ['src/identity/a.ts', '../aggregators/aggregator.ts'],
    ['src/operations/a.ts', '../outbound/request.ts'],
    ['src/operations/a.ts', '../aggregators/meld/meld.ts'],
    ['src/operations/a.ts', '../http/app.ts'],
    ['src/http/routes/a.ts', '../../store/sessions.ts'],
    ['src/http/a.ts', '../identity/verifier.ts'],
    ['src/pages/a.ts', '../operations/deps.ts'],
    ['src/config/a.ts', '../dev/tenants.ts'],
    ['src/config/a.ts', '../identity/keys.ts'],
    ['src/identity/kinds/a.ts', '../keys.ts'],
    ['src/identity/kinds/a.ts', '../../outbound/request.ts'],
    ['src/domain/a.ts', '../identity/kinds/registry.ts'],
    ['src/dev/a.ts', '../../packages/simulator/src/server.ts'],
    ['src/operations/a.ts', '../../test/support/gateway.ts'],
    ['packages/simulator/src/a.ts', '../../../src/domain/clock.ts'],
    ['packages/simulator/test/a.test.ts', '../../../test/support/gateway.ts'],
    ['packages/simulator/src/a.ts', '../../private-postgres/src/postgres.ts'],
    ['packages/simulator/src/a.ts', '@rampway/private-postgres'],
    ['packages/misplaced/src/a.ts', './b.ts'],
    ['src/misplaced/a.ts', '../domain/clock.ts'],
  ])('%s may not import %s', (path, specifier) => {
    for (const text of [
      `import { x } from '${specifier}'`,
      `import type { X } from "${specifier}"`,
      `import {\n  x,\n  type Y,\n} from '${specifier}'`,
      `export { x } from '${specifier}'`,
      `export * from '${specifier}'`,
      `import '${specifier}'`,
      `const x = await import('${specifier}')`,
    ]) {
      expect(faultsOf(checkRanks, [path, text]), text).toEqual([expect.stringMatching(`^${path}: .{40}`)])
    }
  })

  test.each([
    ['src/store/a.ts', '../domain/session.ts'],
    ['src/store/a.ts', '../postgres/step.ts'],
    ['src/operations/sessions/a.ts', '../../postgres/database.ts'],
    ['src/aggregators/meld/a.ts', '../../outbound/request.ts'],
    ['src/operations/a.ts', '../aggregators/aggregator.ts'],
    ['src/http/routes/a.ts', '../../pages/page.ts'],
    ['packages/simulator/test/a.test.ts', '../src/world.ts'],
    ['src/config/a.ts', '../identity/kinds/registry.ts'],
    ['src/identity/a.ts', './kinds/registry.ts'],
    ['src/identity/kinds/a.ts', './kind.ts'],
    ['src/identity/kinds/a.ts', '../claims.ts'],
    ['src/gateway.ts', './postgres/database.ts'],
    ['packages/simulator/src/a.ts', './world.ts'],
    ['src/domain/a.ts', 'node:crypto'],
  ])('%s may import %s', (path, specifier) => {
    expect(faultsOf(checkRanks, [path, `import { x } from '${specifier}'`])).toEqual([])
  })

  test('an import in a comment or a string is none', () => {
    const text = `// import { x } from '../store/users.ts'\n/* import '../store/users.ts' */\nconst a = "import '../store/users.ts'"`
    expect(faultsOf(checkRanks, ['src/domain/a.ts', text])).toEqual([])
  })
})

test('an import of a file that is not there is refused', () => {
  const files = [
    ['src/domain/a.ts', `import { b } from './b.ts'`],
    ['src/domain/b.ts', `import { c } from './c'`],
  ] as const
  expect(faultsOf(checkTargets, ...files)).toEqual([expect.stringContaining('src/domain/b.ts: imports ./c')])
})

test('a cycle is found however long it is, also one of types', () => {
  const cycle = [
    ['src/domain/a.ts', `import { b } from './b.ts'`],
    ['src/domain/b.ts', `import { c, type D } from './c.ts'`],
    ['src/domain/c.ts', `export { a } from './a.ts'`],
  ] as const
  expect(faultsOf(checkCycles, ...cycle)).toEqual([
    expect.stringContaining('src/domain/a.ts → src/domain/b.ts → src/domain/c.ts → src/domain/a.ts'),
  ])
  expect(
    faultsOf(checkCycles, cycle[0], cycle[1], ['src/domain/c.ts', `import type { A } from './a.ts'`]),
  ).toHaveLength(1)
  expect(faultsOf(checkCycles, ['src/domain/a.ts', `import { a } from './a.ts'`])).toHaveLength(1)
})

test('a ranked package outside its place is refused', () => {
  const planted: [string, string][] = [
    ['src/operations/a.ts', 'fastify'],
    ['src/operations/a.ts', 'pg'],
    ['src/http/a.ts', 'jose'],
    ['src/aggregators/a.ts', 'undici'],
    ['packages/simulator/src/a.ts', 'jose/jwt/sign'],
    ['src/dev/a.ts', '@rampway/simulator'],
    ['src/postgres/a.ts', '@rampway/private-postgres'],
  ]
  for (const [path, name] of planted) {
    expect(faultsOf(checkPackages, [path, `import x from '${name}'`]), name).toHaveLength(1)
    expect(faultsOf(checkPackages, [path, `import type { X } from '${name}'`]), name).toHaveLength(1)
  }
  expect(faultsOf(checkPackages, ['src/gateway.ts', `import type { FastifyInstance } from 'fastify'`])).toEqual([])
  expect(faultsOf(checkPackages, ['src/cli/a.ts', `import { startSimulator } from '@rampway/simulator'`])).toEqual([])
  expect(faultsOf(checkPackages, ['src/operations/a.ts', `import Big from 'big.js'`])).toEqual([])
})

test('a package that is reached past its exports is refused', () => {
  const specifier = '../../packages/simulator/src/webhooks.ts'
  for (const path of ['src/cli/a.ts', 'test/http/a.test.ts', 'bench/rows/a.ts']) {
    expect(faultsOf(checkPackageEntries, [path, `import { x } from '${specifier}'`]), path).toHaveLength(1)
    expect(faultsOf(checkPackageEntries, [path, `import { x } from '@rampway/simulator'`]), path).toEqual([])
  }
})

test('a pure layer that reads files is refused', () => {
  for (const name of ['node:fs', 'node:fs/promises', 'fs']) {
    expect(faultsOf(checkFileAccess, ['src/contract/a.ts', `import { readFile } from '${name}'`])).toHaveLength(1)
  }
  expect(faultsOf(checkFileAccess, ['src/config/a.ts', `import { readFile } from 'node:fs/promises'`])).toEqual([])
})

test('a socket that is opened anywhere but in outbound is refused', () => {
  for (const text of [
    `import { request } from 'node:http'`,
    `import https from 'node:https'`,
    `import * as tls from 'tls'`,
    `import { isIP, connect } from 'node:net'`,
  ]) {
    expect(faultsOf(checkNetwork, ['src/http/a.ts', text]), text).toHaveLength(1)
    expect(faultsOf(checkNetwork, ['src/outbound/a.ts', text]), text).toEqual([])
  }
  const harmless = `import { STATUS_CODES, type Server } from 'node:http'\nimport type { Socket } from 'node:net'\nimport { isIP } from 'node:net'`
  expect(faultsOf(checkNetwork, ['src/http/a.ts', harmless])).toEqual([])
})

test('what the store keeps to itself may not be taken from it', () => {
  for (const text of [
    `import { internalsOf } from '../store/database.ts'`,
    `import type { Query } from '../store/connection.ts'`,
    `import { runStep as run } from '../store/step.ts'`,
    `import * as database from '../store/database.ts'`,
  ]) {
    expect(faultsOf(checkStoreInternals, ['src/operations/a.ts', text]), text).toHaveLength(1)
    expect(faultsOf(checkStoreInternals, ['src/cli/a.ts', text]), text).toHaveLength(1)
  }
  expect(faultsOf(checkStoreInternals, ['src/store/a.ts', `import { runStep } from './step.ts'`])).toEqual([])
  expect(
    faultsOf(checkStoreInternals, ['src/cli/a.ts', `import { openDatabase } from '../store/database.ts'`]),
  ).toEqual([])
})

describe('tenants', () => {
  const migration = `create table sessions (\n  -- whose; and where\n  tenant_id text not null,\n  id uuid,\n  primary key (tenant_id, id)\n) with (fillfactor = 80);\ncreate table gateway_secrets (name text primary key);`
  const tables = tenantTables([migration])
  const store = (sql: string): readonly [string, string] => ['src/store/a.ts', `const sql = \`${sql}\``]

  test('their tables are those that the migrations give a tenant_id', () => {
    expect(tables).toEqual(['sessions'])
  })

  test.each([
    'select * from sessions where id = $1',
    'update sessions set status = $1 where id = $2',
    'delete from sessions',
    'insert into sessions (id) values ($1)',
    'select (select count(*) from sessions) from users u where u.tenant_id = $1',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the planted text is a template
    'select ${columns} from sessions s where s.id = $1',
    'with old as (select id from sessions where id = $1) update sessions s set status = $2 from old where s.tenant_id = $3',
  ])('a statement without tenant_id is refused: %s', (sql) => {
    expect(faultsOf(checkStatements(tables), store(sql))).toHaveLength(1)
  })

  test.each([
    'select * from sessions where tenant_id = $1 and id = $2',
    'select * from gateway_secrets',
    'insert into sessions (tenant_id, id) values ($1, $2)',
    'select lower(s.status) from sessions s join input i using (tenant_id, id)',
  ])('a statement with tenant_id passes: %s', (sql) => {
    expect(faultsOf(checkStatements(tables), store(sql))).toEqual([])
  })

  test('a step that does not begin with database and tenant is refused', () => {
    const step = (parameters: string) =>
      store(
        `\`\nexport async function find(${parameters}): Promise<void> {}\nconst q = \`select tenant_id from sessions`,
      )
    for (const parameters of [
      '',
      'database: Database',
      'database: Database, id: SessionId, tenant: TenantId',
      'tenant: TenantId, database: Database',
    ]) {
      expect(faultsOf(checkTenantParameters(tables), step(parameters)), parameters).toHaveLength(1)
    }
    expect(
      faultsOf(checkTenantParameters(tables), step('\n  database: Database,\n  tenant: TenantId,\n  id: X,\n')),
    ).toEqual([])
    const many = step('database: Database, tenants: readonly TenantId[]')
    expect(faultsOf(checkTenantParameters(tables), many)).toEqual([])
  })
})

test('a refusal that nothing raises is named', () => {
  const files = [
    ['src/domain/errors.ts', `const catalogue = { internal: 1, forgotten: 2 }; x('forgotten')`],
    ['src/http/a.ts', `throw new GatewayError('internal')`],
    ['src/http/a.test.ts', `throw new GatewayError('forgotten')`],
  ] as const
  expect(faultsOf(checkRefusals(['internal', 'forgotten']), ...files)).toEqual([expect.stringContaining('forgotten')])
})

describe('texts', () => {
  test.each([
    'const port = process.env.PORT',
    'const now = Date.now()',
    'const clock = Date.now',
    'const now = new Date()',
    'const now = new Date',
    "console.log('here')",
    'const value = body as any',
    "if (settings.NODE_ENV === 'test') run()",
    'await fetch(url)',
    "const fs = require('node:fs')",
    'const text = `at ' + '$' + '{Date.now()} o’clock`',
  ])('%s is refused in the program', (text) => {
    expect(faultsOf(checkBans, ['src/operations/a.ts', `const a = 1\n${text}\n`])).toEqual([
      expect.stringMatching(/^src\/operations\/a\.ts:2: .{30}/),
    ])
  })

  test.each([
    "test.only('x', run)",
    "describe.skip('x', run)",
    "it.concurrent.only('x', run)",
    "test.skipIf(slow)('x', run)",
    "test.todo('x')",
    "vi.mock('../src/store/users.ts')",
    "console.log('here')",
    'const value = body as any',
  ])('%s is refused in a test', (text) => {
    expect(faultsOf(checkBans, ['test/http/a.test.ts', text])).toHaveLength(1)
  })

  test.each([
    ['src/cli/main.ts', 'run(process.env)'],
    ['src/domain/clock.ts', 'export const systemClock = () => Date.now()'],
    ['test/http/a.test.ts', 'await fetch(url + Date.now())'],
    ['src/http/a.ts', 'await outbound.fetch(call); isPrefetch(request)'],
    ['src/http/a.ts', '// console.log(process.env) and Date.now() are banned'],
    ['src/http/a.ts', 'const help = "set NODE_ENV"; const form = /console.log|fetch(x)/'],
    ['src/http/a.ts', 'const at = new Date(now)'],
    ['src/http/a.ts', "queue.skip(1); only('x')"],
  ])('in %s this may stand: %s', (path, text) => {
    expect(faultsOf(checkBans, [path, text])).toEqual([])
  })

  test('what is left for later is refused in comments alone', () => {
    for (const text of ['// TODO: later', '/* FIXME */', '/** XXX why? */', '// @ts-ignore', 'run() // HACK']) {
      expect(faultsOf(checkMarkers, ['src/http/a.ts', text]), text).toHaveLength(1)
    }
    expect(faultsOf(checkMarkers, ['src/http/a.ts', "const code = 'XXX' // no such currency"])).toEqual([])
  })

  test('a file that is too long is refused by its name, one at the limit passes', () => {
    expect(faultsOf(checkLengths, ['src/http/a.ts', 'x\n'.repeat(300)])).toEqual([])
    expect(faultsOf(checkLengths, ['src/http/a.ts', 'x\n'.repeat(301)])).toEqual([
      expect.stringContaining('src/http/a.ts: has 301 lines'),
    ])
    expect(faultsOf(checkLengths, ['test/http/a.test.ts', 'x\n'.repeat(600)])).toEqual([])
    expect(faultsOf(checkLengths, ['test/http/a.test.ts', 'x\n'.repeat(601)])).toHaveLength(1)
  })

  test.each([
    'src/http/Sessions.ts',
    'src/http/session_row.ts',
    'src/http/sessionRow.ts',
    'src/My/a.ts',
    'src/http/a.spec.ts',
  ])('%s is not named in kebab-case', (path) => {
    expect(faultsOf(checkNames, [path, ''])).toEqual([expect.stringContaining('kebab-case')])
  })

  test.each([
    'src/utils/a.ts',
    'src/http/helpers.ts',
    'src/http/session-manager.ts',
    'src/common/a.ts',
    'src/http/index.ts',
  ])('the name of %s says nothing', (path) => {
    expect(faultsOf(checkNames, [path, ''])).toEqual([expect.stringContaining('says nothing')])
  })

  test('a name in kebab-case with a noun passes', () => {
    for (const path of ['src/http/common-headers.ts', 'src/store/session-row.test.ts', 'scripts/check.mjs']) {
      expect(faultsOf(checkNames, [path, ''])).toEqual([])
    }
  })
})
