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
  const rows = await query('secret_read', 'select secret from gateway_secrets where name = $1', [name])
  const secret = rows[0]?.secret
  if (!Buffer.isBuffer(secret)) throw new Error(`no secret named ${name}`)
  return secret
}
