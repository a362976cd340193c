/** The port in the socket's file name; nothing listens on TCP. */
export const socketPort = 5432

/** Who the gateway connects as, and the database it owns. Not a superuser. */
export const applicationRole = 'rampway'
export const applicationDatabase = 'rampway'

/** The superuser `initdb` makes; only this folder's own bookkeeping connects as it. */
export const superuser = 'postgres'
export const bookkeepingDatabase = 'postgres'

/** `postgresql.conf`, written once: our settings, then the operator's own, which win. */
export const mainSettings = `# Written by Rampway. Put settings of your own into operator.conf beside this file.
include 'rampway.conf'
include_if_exists 'operator.conf'
`

/** `operator.conf`, written once and then the operator's. */
export const operatorSettings = `# Your own PostgreSQL settings for Rampway's private database. They are read last, at the next start.
`

const mebibyte = 1024 ** 2

/** How much of the memory PostgreSQL keeps pages in: the gateway, the system's own cache and others need the rest. */
const cacheShare = 1 / 8
/** PostgreSQL's own default. */
const cacheMebibytesMin = 128
/** Holds the pages that sessions of ten thousand busy users touch in tables of millions; more brought nothing. */
const cacheMebibytesMax = 512

/**
 * `rampway.conf`, written at every start: tuned for one gateway on a machine, or in a container, with so much memory;
 * sizes carry their units. The cache takes memory as it fills; what PostgreSQL keeps of its places, at once.
 */
export function tuningSettings(memoryBytes: number): string {
  const share = Math.floor((memoryBytes * cacheShare) / mebibyte)
  const cacheMebibytes = Math.min(cacheMebibytesMax, Math.max(cacheMebibytesMin, share))
  return `# Written by Rampway at every start; changes made here are lost. Use operator.conf instead.
max_connections = 100
superuser_reserved_connections = 8
shared_buffers = ${cacheMebibytes}MB
max_wal_size = 1GB
min_wal_size = 80MB
checkpoint_completion_target = 0.9
random_page_cost = 1.1
max_parallel_workers_per_gather = 0
jit = off
autovacuum = on
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_min_messages = warning
log_checkpoints = off
`
}

/** `pg_hba.conf`: no password, because only the owner can reach the socket's directory; no TCP, no replication. */
export const accessRules = `# Written by Rampway. The socket's directory is closed to other users, so no password is asked.
local all all trust
`

/** Run once, before a new cluster gets its final name. One statement a line, as single-user mode wants it. */
export const setupStatements = `CREATE ROLE ${applicationRole} LOGIN CREATEDB
GRANT pg_monitor TO ${applicationRole}
CREATE DATABASE ${applicationDatabase} OWNER ${applicationRole}
`

/**
 * What the server is told on its command line, where no settings file can override it: the private socket, no TCP and
 * whether it waits for the disk. The second socket lies in the cluster itself: whoever sees the files can thus ask
 * whether a server lives, even from a container that cannot see its process.
 */
export function serverArguments(cluster: string, socketDirectory: string, isDurable: boolean): readonly string[] {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories="${socketDirectory.replaceAll('"', '""')}", .`,
    'unix_socket_permissions=0700',
    `port=${socketPort}`,
    ...(isDurable ? ['fsync=on'] : ['fsync=off', 'full_page_writes=off']),
    'logging_collector=off',
    'log_destination=stderr',
    'restart_after_crash=on',
  ]
  return ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])]
}
