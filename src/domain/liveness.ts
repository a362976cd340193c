// Which gateway processes live. No clock is asked that two of them would have to agree on: each counts its beats up in
// the database, and each watches by its own stopwatch whose count stands still.

/** A gateway process, from its first beat until it ends or is found gone; one that lives on gets another id. */
export type ProcessId = number

/** A process says this often that it lives. */
export const beatEveryMs = 500
/** Whose beats stand still for this long is gone. With the time until a caller asks again it makes up the 5 s of a takeover. */
export const goneAfterMs = 2_500
/** After a gap of this length beats may have been missed, as when the database was unavailable: the watcher starts over. */
export const watchGapMaxMs = 1_500

/** The beats of one process, as read from the database. */
export interface Beats {
  readonly process: ProcessId
  readonly beats: number
}

/** What one process has seen of all. Instants are milliseconds of its own stopwatch. */
export interface Watch {
  /** When the newest reading was answered. */
  readonly readAt: number
  readonly seen: ReadonlyMap<ProcessId, { readonly beats: number; readonly since: number }>
}

/** Everybody's beats, read at once, with when they were asked for and answered. */
export interface BeatsReading {
  readonly askedAt: number
  readonly answeredAt: number
  readonly beats: readonly Beats[]
}

/**
 * Adds a reading to what was seen, and tells whose beats have stood still for too long while they were watched without a
 * gap: those are gone, or could not have known any better than that they are.
 */
export function watchBeats(
  watch: Watch | undefined,
  reading: BeatsReading,
): { readonly watch: Watch; readonly gone: Beats[] } {
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
