import pg from 'pg'

/** Why a database cannot be used, and what to do about it. */
export interface DatabaseDiagnosis {
  /** May pass by itself: the server is starting, stopping, full, or not reached. */
  readonly isTransient: boolean
  /** What is wrong, in words, with the error's code. */
  readonly why: string
  /** What to do. */
  readonly remedy: string
}

type Cause = readonly [isTransient: boolean, why: string, remedy: string]

const transient = true
const permanent = false
const whereIsNamed = 'DATABASE_URL or database.url'
const permitted =
  'Let an administrator grant it; the user needs CONNECT and CREATE on the database, and CREATE on its schema'
const startOrCorrect = `Start PostgreSQL, or correct the host and port in ${whereIsNamed}.`
const lookAtNetwork = `Look at the network and the firewall between the two, or correct the host in ${whereIsNamed}.`
const certificate = `Name the authority's certificate with sslrootcert in ${whereIsNamed}, or correct the host there.`

/** Errors of the network, by the system's code. */
const byCode: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: [transient, 'the connection was refused, nothing listens there', startOrCorrect],
  ECONNRESET: [
    transient,
    'the connection was cut off',
    'Look at the log of PostgreSQL, and of the proxy in front of it.',
  ],
  EPIPE: [transient, 'the connection was cut off', 'Look at the log of PostgreSQL, and of the proxy in front of it.'],
  ETIMEDOUT: [transient, 'nobody answered in time', lookAtNetwork],
  EHOSTUNREACH: [transient, 'the host cannot be reached', lookAtNetwork],
  ENETUNREACH: [transient, 'its network cannot be reached', lookAtNetwork],
  EAI_AGAIN: [
    transient,
    'the name of the host could not be looked up just now',
    'Look at the name server (DNS) of this machine.',
  ],
  ENOTFOUND: [
    permanent,
    'the name of the host is unknown',
    `Correct the host in ${whereIsNamed}, or look at the name server (DNS).`,
  ],
  ENOENT: [transient, 'there is no such socket', startOrCorrect],
  EACCES: [permanent, 'this user may not use the socket', 'Run Rampway as a user who may, or connect over TCP.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: [permanent, 'TLS: its certificate is self-signed', certificate],
  SELF_SIGNED_CERT_IN_CHAIN: [
    permanent,
    'TLS: its certificate comes from an authority that is not known here',
    certificate,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    permanent,
    'TLS: its certificate comes from an authority that is not known here',
    certificate,
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    permanent,
    'TLS: its certificate comes from an authority that is not known here',
    certificate,
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [permanent, 'TLS: its certificate is for another host', certificate],
  CERT_HAS_EXPIRED: [permanent, 'TLS: its certificate has expired', 'Renew the certificate of the server.'],
}

const noSuchDatabase: Cause = [
  permanent,
  'it does not exist',
  `Create it, or correct the name at the end of ${whereIsNamed}.`,
]
const wrongPassword: Cause = [
  permanent,
  'the password is wrong',
  `Correct user and password in ${whereIsNamed}; write special characters percent-encoded.`,
]
const notAllowed: Cause = [
  permanent,
  'PostgreSQL does not let this user in from here',
  `Correct the user in ${whereIsNamed}, or let its pg_hba.conf allow the connection.`,
]
const tooMany: Cause = [
  transient,
  'it has no connection left',
  'Raise max_connections, or end what holds the others; each process of Rampway takes about a dozen.',
]
const seeItsLog = 'If it stays so, look at its log.'
const writable = `Name the primary in ${whereIsNamed}: a standby, and a database set to read only, cannot be written to.`

/** Errors that PostgreSQL itself, or a proxy that speaks for it, has sent, by SQLSTATE. */
const byState: Readonly<Record<string, Cause>> = {
  '28P01': wrongPassword,
  '28000': notAllowed,
  '3D000': noSuchDatabase,
  '57P01': [transient, 'it is shutting down', seeItsLog],
  '57P02': [transient, 'it is starting again after a crash', seeItsLog],
  '57P03': [transient, 'it is starting up or shutting down', seeItsLog],
  '53300': tooMany,
  '25006': [permanent, 'it is read-only', writable],
  '42501': [permanent, 'the user lacks a permission', `${permitted}.`],
  '53100': [permanent, 'its disk is full', 'Free some space on the machine of PostgreSQL.'],
}

const notPostgres: Cause = [
  permanent,
  'what listens there is not PostgreSQL',
  `Correct the host and port in ${whereIsNamed}.`,
]

/** Errors without a telling code: the driver's own, and PgBouncer's, which sends all under one SQLSTATE. */
const byWords: readonly (readonly [RegExp, Cause])[] = [
  [/received invalid response|error establishing an SSL connection/, notPostgres],
  [
    /does not support SSL/,
    [
      permanent,
      'TLS: it has none, and the address asks for it',
      `Turn TLS on in PostgreSQL, or take sslmode out of ${whereIsNamed}.`,
    ],
  ],
  [
    /password must be a (non-empty )?string/,
    [permanent, 'it asks for a password, and the address has none', `Write user and password into ${whereIsNamed}.`],
  ],
  [/no such (database|user)/, noSuchDatabase],
  [/no pg_hba\.conf entry/, notAllowed],
  [/password authentication failed|SASL authentication failed|auth failed/, wrongPassword],
  [/no more connections allowed|too many (clients|connections)/, tooMany],
  [
    /server login|cannot connect to server|query_wait_timeout|server down|pgbouncer is shutting down/i,
    [transient, 'the proxy in front of it does not reach it', seeItsLog],
  ],
  [/timeout|timed out/i, [transient, 'nobody answered in time', lookAtNetwork]],
  [
    /terminated|not queryable|Connection ended/,
    [transient, 'the connection was cut off', 'Look at the log of PostgreSQL, and of the proxy in front of it.'],
  ],
]

/** Says why a database cannot be used, from what the driver raised; undefined for any other error. Never holds a password. */
export function diagnose(error: unknown): DatabaseDiagnosis | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const isSaid = error instanceof pg.DatabaseError
  const said = isSaid ? `: "${error.message}"` : ''
  const known = (isSaid ? pick(byState, code) : pickSystem(error, code)) ?? pickByWords(error.message)
  if (known !== undefined) {
    const [isTransient, why, remedy] = known
    return { isTransient, why: `${why}${code === undefined ? said : ` (${code}${said})`}`, remedy }
  }
  if (code?.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return {
      isTransient: false,
      why: `TLS: no connection could be agreed on (${code})`,
      remedy: `Look at sslmode in ${whereIsNamed}.`,
    }
  }
  if (!isSaid) return undefined
  return { isTransient: false, why: `PostgreSQL refused (${code ?? 'no code'}${said})`, remedy: 'Look at its log.' }
}

function pick(table: Readonly<Record<string, Cause>>, code: string | undefined): Cause | undefined {
  return code !== undefined && Object.hasOwn(table, code) ? table[code] : undefined
}

/** A missing file is the socket when connecting failed, and otherwise one that the address names. */
function pickSystem(error: Error, code: string | undefined): Cause | undefined {
  const isFile = 'syscall' in error && error.syscall === 'open'
  if (!isFile) return pick(byCode, code)
  const path = 'path' in error ? String(error.path) : ''
  return [permanent, `the file ${path} cannot be read`, `Correct sslrootcert, sslcert and sslkey in ${whereIsNamed}.`]
}

function pickByWords(message: string): Cause | undefined {
  return byWords.find(([form]) => form.test(message))?.[1]
}

/** What a probe has found out, as if it had been raised. */
export const notPostgresDiagnosis: DatabaseDiagnosis = {
  isTransient: notPostgres[0],
  why: notPostgres[1],
  remedy: notPostgres[2],
}
