import pg from 'pg'

/** Why a database cannot be used. */
export interface Trouble {
  /** It may pass by itself: the server is starting, stopping, full, or not reached. */
  readonly isAway: boolean
  /** What is the matter, in words, with the code that its makers know it by. */
  readonly why: string
  /** What to do. */
  readonly remedy: string
}

type Known = readonly [isAway: boolean, why: string, remedy: string]

const away = true
const stays = false
const whereIsNamed = 'DATABASE_URL or database.url'
const permitted =
  'Let an administrator grant it; the user needs CONNECT and CREATE on the database, and CREATE on its schema'
const startOrCorrect = `Start PostgreSQL, or correct the host and port in ${whereIsNamed}.`
const lookAtNetwork = `Look at the network and the firewall between the two, or correct the host in ${whereIsNamed}.`
const certificate = `Name the authority's certificate with sslrootcert in ${whereIsNamed}, or correct the host there.`

/** Errors of the network, by the system's code. */
const byCode: Readonly<Record<string, Known>> = {
  ECONNREFUSED: [away, 'the connection was refused, nothing listens there', startOrCorrect],
  ECONNRESET: [away, 'the connection was cut off', 'Look at the log of PostgreSQL, and of the proxy in front of it.'],
  EPIPE: [away, 'the connection was cut off', 'Look at the log of PostgreSQL, and of the proxy in front of it.'],
  ETIMEDOUT: [away, 'nobody answered in time', lookAtNetwork],
  EHOSTUNREACH: [away, 'the host cannot be reached', lookAtNetwork],
  ENETUNREACH: [away, 'its network cannot be reached', lookAtNetwork],
  EAI_AGAIN: [
    away,
    'the name of the host could not be looked up just now',
    'Look at the name server (DNS) of this machine.',
  ],
  ENOTFOUND: [
    stays,
    'the name of the host is unknown',
    `Correct the host in ${whereIsNamed}, or look at the name server (DNS).`,
  ],
  ENOENT: [away, 'there is no such socket', startOrCorrect],
  EACCES: [stays, 'this user may not use the socket', 'Run Rampway as a user who may, or connect over TCP.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: [stays, 'TLS: its certificate is self-signed', certificate],
  SELF_SIGNED_CERT_IN_CHAIN: [
    stays,
    'TLS: its certificate comes from an authority that is not known here',
    certificate,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    stays,
    'TLS: its certificate comes from an authority that is not known here',
    certificate,
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    stays,
    'TLS: its certificate comes from an authority that is not known here',
    certificate,
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [stays, 'TLS: its certificate is for another host', certificate],
  CERT_HAS_EXPIRED: [stays, 'TLS: its certificate has expired', 'Renew the certificate of the server.'],
}

const noSuchDatabase: Known = [
  stays,
  'it does not exist',
  `Create it, or correct the name at the end of ${whereIsNamed}.`,
]
const wrongPassword: Known = [
  stays,
  'the password is wrong',
  `Correct user and password in ${whereIsNamed}; write special characters percent-encoded.`,
]
const notAllowed: Known = [
  stays,
  'PostgreSQL does not let this user in from here',
  `Correct the user in ${whereIsNamed}, or let its pg_hba.conf allow the connection.`,
]
const tooMany: Known = [
  away,
  'it has no connection left',
  'Raise max_connections, or end what holds the others; each process of Rampway takes about a dozen.',
]
const awayForNow = 'Look at its log when it stays so.'
const writable = `Name the primary in ${whereIsNamed}: a standby, and a database set to read only, cannot be written to.`

/** Errors that PostgreSQL itself, or a proxy that speaks for it, has sent, by SQLSTATE. */
const byState: Readonly<Record<string, Known>> = {
  '28P01': wrongPassword,
  '28000': notAllowed,
  '3D000': noSuchDatabase,
  '57P01': [away, 'it is shutting down', awayForNow],
  '57P02': [away, 'it is starting again after a crash', awayForNow],
  '57P03': [away, 'it is starting up or shutting down', awayForNow],
  '53300': tooMany,
  '25006': [stays, 'it is read-only', writable],
  '42501': [stays, 'the user lacks a permission', `${permitted}.`],
  '53100': [stays, 'its disk is full', 'Free some space on the machine of PostgreSQL.'],
}

const notPostgres: Known = [
  stays,
  'what listens there is not PostgreSQL',
  `Correct the host and port in ${whereIsNamed}.`,
]

/** What has no code to know it by: the driver's own words, and those of PgBouncer, which sends all under one state. */
const byWords: readonly (readonly [RegExp, Known])[] = [
  [/received invalid response|error establishing an SSL connection/, notPostgres],
  [
    /does not support SSL/,
    [
      stays,
      'TLS: it has none, and the address asks for it',
      `Turn TLS on in PostgreSQL, or take sslmode out of ${whereIsNamed}.`,
    ],
  ],
  [
    /password must be a (non-empty )?string/,
    [stays, 'it asks for a password, and the address has none', `Write user and password into ${whereIsNamed}.`],
  ],
  [/no such (database|user)/, noSuchDatabase],
  [/no pg_hba\.conf entry/, notAllowed],
  [/password authentication failed|SASL authentication failed|auth failed/, wrongPassword],
  [/no more connections allowed|too many (clients|connections)/, tooMany],
  [
    /server login|cannot connect to server|query_wait_timeout|server down|pgbouncer is shutting down/i,
    [away, 'the proxy in front of it does not reach it', awayForNow],
  ],
  [/timeout|timed out/i, [away, 'nobody answered in time', lookAtNetwork]],
  [
    /terminated|not queryable|Connection ended/,
    [away, 'the connection was cut off', 'Look at the log of PostgreSQL, and of the proxy in front of it.'],
  ],
]

/** Says why a database cannot be used, from what the driver raised; undefined for an error that is none of its. Never holds a password. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const isSaid = error instanceof pg.DatabaseError
  const said = isSaid ? `: "${error.message}"` : ''
  const known = (isSaid ? pick(byState, code) : pickSystem(error, code)) ?? pickByWords(error.message)
  if (known !== undefined) {
    const [isAway, why, remedy] = known
    return { isAway, why: `${why}${code === undefined ? said : ` (${code}${said})`}`, remedy }
  }
  if (code?.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return {
      isAway: false,
      why: `TLS: no connection could be agreed on (${code})`,
      remedy: `Look at sslmode in ${whereIsNamed}.`,
    }
  }
  if (!isSaid) return undefined
  return { isAway: false, why: `PostgreSQL refused (${code ?? 'no code'}${said})`, remedy: 'Look at its log.' }
}

function pick(table: Readonly<Record<string, Known>>, code: string | undefined): Known | undefined {
  return code !== undefined && Object.hasOwn(table, code) ? table[code] : undefined
}

/** A file that is missing is the socket when it was dialled, and else one that the address names. */
function pickSystem(error: Error, code: string | undefined): Known | undefined {
  const isFile = 'syscall' in error && error.syscall === 'open'
  if (!isFile) return pick(byCode, code)
  const path = 'path' in error ? String(error.path) : ''
  return [stays, `the file ${path} cannot be read`, `Correct sslrootcert, sslcert and sslkey in ${whereIsNamed}.`]
}

function pickByWords(message: string): Known | undefined {
  return byWords.find(([form]) => form.test(message))?.[1]
}

/** As if it had been raised: what a probe has found out. */
export const notPostgresTrouble: Trouble = { isAway: notPostgres[0], why: notPostgres[1], remedy: notPostgres[2] }
