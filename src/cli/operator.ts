import { type Command, InvalidArgumentError } from 'commander'
import { systemClock } from '../domain/clock.ts'
import { type OperatorScope, type OperatorTokenId, operatorScopes } from '../domain/operator.ts'
import {
  isOperatorScope,
  type OperatorToken,
  operatorNameLengthMax,
  operatorTokenDaysMax,
  operatorTokenState,
  parseOperatorTokenId,
} from '../domain/operator-token.ts'
import { listTokens, makeToken, revokeToken } from '../operations/operator/tokens.ts'
import { accountOfThisMachine } from './operations-access.ts'
import { readReason } from './option-values.ts'
import { print } from './output.ts'
import { requireSettings } from './settings.ts'
import { type OpenStore, withStore } from './store-access.ts'

/** The options of every command here. */
interface CommonOptions {
  readonly config?: string
  readonly json?: boolean
}

interface CreateOptions extends CommonOptions {
  readonly name: string
  readonly scopes: readonly OperatorScope[]
  /** From now, in milliseconds. */
  readonly expires: number
}

interface RevokeOptions extends CommonOptions {
  readonly reason?: string
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Adds `rampway operator create`, `list` and `revoke`. */
export function addOperatorCommands(program: Command): void {
  const operator = program.command('operator').description('makes, lists and revokes the tokens of operators')
  const config = ['--config <file>', 'for its database.url; else DATABASE_URL, else the private PostgreSQL'] as const
  const json = ['--json', 'prints one JSON document'] as const

  operator
    .command('create')
    .description('makes a token, which is shown once')
    .requiredOption('--name <text>', 'whose it is, for people and for the audit log', readName)
    .requiredOption('--scopes <list>', `what it allows, separated by commas: ${operatorScopes.join(', ')}`, readScopes)
    .option('--expires <time>', `such as 90d or 12h; ${operatorTokenDaysMax}d at most`, readLifetime, 90 * dayMs)
    .option(...config)
    .option(...json)
    .action((options: CreateOptions) => create(options, process.env))

  operator
    .command('list')
    .description('every token, without the token itself')
    .option(...config)
    .option(...json)
    .action((options: CommonOptions) => list(options, process.env))

  operator
    .command('revoke')
    .description('ends a token, and the console of whoever signed in with it')
    .argument('<id>', 'opr_…, as list shows it', readId)
    .option('--reason <text>', 'why, for the audit log', readReason)
    .option(...config)
    .option(...json)
    .action((id: OperatorTokenId, options: RevokeOptions) => revoke(id, options, process.env))
}

async function create(options: CreateOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { name, scopes, expires, json } = options
  await onStore(options, env, async ({ database, address, described }) => {
    const deps = { database, clock: systemClock }
    const expiresAt = systemClock() + expires
    const { token, secret } = await makeToken(deps, accountOfThisMachine(), { name, scopes, expiresAt })
    print(json === true, { database: address, token: secret, operator: factsOf(token) }, [
      `Database: ${described}`,
      ...linesOf(factsOf(token)),
      '',
      'This is the only time that the token is shown:',
      secret,
    ])
  })
}

async function list(options: CommonOptions, env: NodeJS.ProcessEnv): Promise<void> {
  await onStore(options, env, async ({ database, address, described }) => {
    const operators = (await listTokens({ database })).map(factsOf)
    const lines = operators.length === 0 ? ['There is no token; rampway operator create makes one.'] : []
    print(options.json === true, { database: address, operators }, [
      `Database: ${described}`,
      ...lines,
      ...operators.flatMap((facts) => ['', ...linesOf(facts)]),
    ])
  })
}

async function revoke(id: OperatorTokenId, options: RevokeOptions, env: NodeJS.ProcessEnv): Promise<void> {
  await onStore(options, env, async ({ database, address, described }) => {
    const deps = { database, clock: systemClock }
    const revoked = await revokeToken(deps, accountOfThisMachine(), id, options.reason ?? null)
    if (revoked === undefined) throw new Error(`There is no token ${id} in ${described}.`)
    const facts = factsOf(revoked.token)
    const words = revoked.wasRevoked ? 'It was revoked before.' : 'It is revoked, from now on and everywhere.'
    const document = { database: address, operator: facts, was_revoked: revoked.wasRevoked }
    print(options.json === true, document, [`Database: ${described}`, ...linesOf(facts), words])
  })
}

async function onStore(
  { config }: CommonOptions,
  env: NodeJS.ProcessEnv,
  work: (store: OpenStore) => Promise<void>,
): Promise<void> {
  const { environment } = await requireSettings(config, env)
  await withStore(environment, work)
}

function factsOf(token: OperatorToken) {
  return {
    id: token.id,
    name: token.name,
    scopes: token.scopes,
    state: operatorTokenState(token, systemClock()),
    created_at: textOf(token.createdAt),
    expires_at: textOf(token.expiresAt),
    last_used_at: token.lastUsedAt === null ? null : textOf(token.lastUsedAt),
    revoked_at: token.revokedAt === null ? null : textOf(token.revokedAt),
  }
}

function linesOf(facts: ReturnType<typeof factsOf>): readonly string[] {
  return [
    `id         ${facts.id}`,
    `name       ${facts.name}`,
    `scopes     ${facts.scopes.join(', ')}`,
    `state      ${facts.state.replace('_', ' ')}${facts.revoked_at === null ? '' : ` since ${facts.revoked_at}`}`,
    `expires    ${facts.expires_at}`,
    `last used  ${facts.last_used_at ?? 'never'}`,
  ]
}

function textOf(at: number): string {
  return new Date(at).toISOString()
}

function readName(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > operatorNameLengthMax || /\p{Cc}/u.test(name)) {
    throw new InvalidArgumentError(`1 to ${operatorNameLengthMax} characters, such as "night shift".`)
  }
  return name
}

function readScopes(text: string): readonly OperatorScope[] {
  const scopes = text.split(',').map((scope) => scope.trim())
  const known = scopes.filter(isOperatorScope)
  if (known.length < scopes.length) throw new InvalidArgumentError(`One or more of ${operatorScopes.join(', ')}.`)
  return known
}

function readLifetime(text: string): number {
  const [, count, unit] = /^(\d{1,4})([dh])$/.exec(text) ?? []
  const ms = Number(count) * (unit === 'd' ? dayMs : hourMs)
  if (!(ms > 0 && ms <= operatorTokenDaysMax * dayMs)) {
    throw new InvalidArgumentError(`Such as 90d or 12h; at most ${operatorTokenDaysMax}d.`)
  }
  return ms
}

function readId(text: string): OperatorTokenId {
  const id = parseOperatorTokenId(text)
  if (id === undefined)
    throw new InvalidArgumentError('opr_ and 32 hexadecimal digits, as rampway operator list shows it.')
  return id
}
