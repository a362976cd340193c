import pg from 'pg'
import { type ConnectionTarget, clientSettings } from './connection.ts'

/** Which database is meant; holds no password. */
export interface DatabaseAddress {
  /** A host name or address, or the folder of a Unix socket. */
  readonly host: string
  readonly port: number
  readonly name: string
  readonly user: string
}

/** Reads a target as the driver does, defaults of the system (`PGHOST`, `PGUSER`, …) included. Never holds the password. */
export function addressOf(target: ConnectionTarget): DatabaseAddress {
  const { host, port, database, user } = new pg.Client(clientSettings(readableTarget(target)))
  return { host, port, name: database ?? user ?? '', user: user ?? '' }
}

/** Without the names of certificate files: the driver opens them while it reads the address, and they may be missing. */
function readableTarget(target: ConnectionTarget): ConnectionTarget {
  if (!('url' in target) || !URL.canParse(target.url)) return target
  const url = new URL(target.url)
  for (const name of [...url.searchParams.keys()]) if (name.startsWith('ssl')) url.searchParams.delete(name)
  return { url: url.href }
}

/** For people: `the database "acme" on db.example:5432 (user "rampway")`. */
export function describeAddress({ host, port, name, user }: DatabaseAddress): string {
  const where = host.includes(':') && !host.startsWith('/') ? `[${host}]:${port}` : `${host}:${port}`
  return `the database "${name}" on ${where} (user "${user}")`
}
