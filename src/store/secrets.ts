import { type Database, internalsOf } from '../postgres/database.ts'

/**
 * The deployment's secret of this name: the `candidate` of whichever process asks first, and the same for every process
 * afterwards.
 */
export async function ensureSecret(database: Database, name: string, candidate: Buffer): Promise<Buffer> {
  const { query } = internalsOf(database).connection
  await query(
    'secret_offer',
    'insert into gateway_secrets (name, secret) values ($1, $2) on conflict (name) do nothing',
    [name, candidate],
  )
  const secret = await findSecret(database, name)
  if (secret === undefined) throw new Error(`no secret named ${name}`)
  return secret
}

/** The deployment's secret of this name; undefined while nobody has asked for it. */
export async function findSecret(database: Database, name: string): Promise<Buffer | undefined> {
  const text = 'select secret from gateway_secrets where name = $1'
  const rows = await internalsOf(database).connection.query('secret_read', text, [name])
  const secret = rows[0]?.secret
  return Buffer.isBuffer(secret) ? secret : undefined
}
