import type { Command } from 'commander'
import { type BuiltIndexes, buildLateIndexes } from '../postgres/late-indexes.ts'
import { describeSchema, findSchemaState, migrationsFolder, readMigrations } from '../postgres/migrate.ts'
import { prepareSchema } from '../postgres/schema.ts'
import { print } from './output.ts'
import { requireSettings } from './settings.ts'
import { withAnySchema } from './store-access.ts'

/** Adds `migrate`. */
export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('brings the database schema up to date (serve and dev do so at start)')
    .option('--config <file>', 'for its database.url; else DATABASE_URL, else the private PostgreSQL that is there')
    .option('--status', 'changes nothing: shows what is applied, with exit code 1 when the schema is another')
    .option('--json', 'prints one JSON document')
    .action((options: MigrateOptions) => runMigrate(options, process.env))
}

/** The options of the command. */
interface MigrateOptions {
  readonly config?: string
  readonly status?: boolean
  readonly json?: boolean
}

/**
 * `rampway migrate`: brings the schema up to date and says what was done; `serve` and `dev` do the same at start. With
 * `--status` it changes nothing, and the exit code is 1 when the schema is not the one of this program.
 */
async function runMigrate(options: MigrateOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { environment } = await requireSettings(options.config, env)
  const asJson = options.json === true
  await withAnySchema(environment, async ({ database, address, described }) => {
    const migrations = await readMigrations(migrationsFolder)
    const applied = options.status === true ? undefined : await prepareSchema(database)
    const indexes = applied === undefined ? undefined : await buildLateIndexes(database)
    const state = await findSchemaState(database, migrations)
    const facts = { database: address, state: state.kind, version: state.version, known: migrations.length }
    const intro = `Database: ${described}`
    if (applied !== undefined && indexes !== undefined) {
      const done = applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.join(', ')}`
      print(asJson, { ...facts, applied, indexes }, [intro, done, ...indexLines(indexes)])
      return
    }
    const listed = migrations.map(({ name, version }) => ({ name, applied: version <= state.version }))
    const rows = listed.map((each) => `${each.applied ? 'applied' : 'pending'}  ${each.name}`)
    print(asJson, { ...facts, migrations: listed }, [intro, ...rows, `It ${describeSchema(state)}.`])
    if (state.kind !== 'current') process.exitCode = 1
  })
}

function indexLines({ built, postponed }: BuiltIndexes): readonly string[] {
  return [
    ...(built.length === 0 ? [] : [`Built indexes: ${built.join(', ')}`]),
    ...(postponed.length === 0
      ? []
      : [`Still missing: ${postponed.join(', ')}. Run this again, on an address that leads to PostgreSQL itself.`]),
  ]
}
