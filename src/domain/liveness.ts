// Which gateway processes are alive, without a clock that two of them would have to agree on: each counts its heartbeats
// in the database, and each watches by its own stopwatch whose count stands still.

/** A gateway process, from its registration until it ends or is found gone; one that goes on gets another id. */
export type ProcessId = number

/** How often a process counts a heartbeat. */
export const heartbeatEveryMs = 500
/**
 * A process whose count stands still for this long is gone. With the time until a caller asks again this makes up the 5
 * s of a takeover.
 */
export const goneAfterMs = 2_500
/**
 * After a gap of this length heartbeats may have been missed, as when the database was unavailable: the watcher starts
 * over.
 */
export const watchGapMaxMs = 1_500

/** The heartbeats of one process, as read from the database. */
export interface HeartbeatCount {
  readonly process: ProcessId
  readonly beats: number
}

/** What one process has seen of all. Instants are milliseconds of its own stopwatch. */
export interface Watch {
  /** When the newest reading was answered. */
  readonly readAt: number
  readonly seen: ReadonlyMap<ProcessId, { readonly beats: number; readonly since: number }>
}

/** The counts of all processes, read at once, and when they were asked for and answered. */
export interface HeartbeatReading {
  readonly askedAt: number
  readonly answeredAt: number
  readonly beats: readonly HeartbeatCount[]
}

/**
 * Adds a reading to what was seen, and tells whose counts have stood still for too long while they were watched without
 * a gap: those processes are gone, or have to take themselves for gone.
 */
export function watchHeartbeats(
  watch: Watch | undefined,
  reading: HeartbeatReading,
): { readonly watch: Watch; readonly gone: HeartbeatCount[] } {
  const { askedAt, answeredAt } = reading
  const isGap = watch === undefined || answeredAt - watch.readAt > watchGapMaxMs
  const seen = new Map(
    reading.beats.map(({ process, beats }) => {
      const before = isGap ? undefined : watch.seen.get(process)
      return [process, before?.beats === beats ? before : { beats, since: answeredAt }]
    }),
  )
  const gone = reading.beats.filter(({ process }) => askedAt - (seen.get(process)?.since ?? askedAt) >= goneAfterMs)
  return { watch: { readAt: answeredAt, seen }, gone }
}
