// Which gateway processes live. No clock is asked that two of them would have to agree on: each counts its beats up in
// the database, and each watches by its own stopwatch whose count stands still.

/** A gateway process, from its first beat until it ends or is found gone; one that lives on gets another id. */
export type ProcessId = number

/** A process says this often that it lives. */
export const beatEveryMs = 500
/** Whose beats stand still for this long is gone. With a caller's looking again it makes up the 5 s of a takeover. */
export const goneAfterMs = 2_500
/** Who has not looked for longer than this may have missed beats, as may all when the database was away: it begins anew. */
export const watchGapMaxMs = 1_500

/** The beats of one process, as read from the database. */
export interface Beats {
  readonly process: ProcessId
  readonly beats: number
}

/** What one process has seen of all. Instants are milliseconds of its own stopwatch. */
export interface Watch {
  /** When the newest look was answered. */
  readonly lookedAt: number
  readonly seen: ReadonlyMap<ProcessId, { readonly beats: number; readonly since: number }>
}

/** A look at all beats, with when it was asked for and answered. */
export interface Look {
  readonly askedAt: number
  readonly answeredAt: number
  readonly beats: readonly Beats[]
}

/**
 * Adds a look to what was seen, and tells whose beats have stood still for too long while they were watched without a
 * gap: those are gone, or could not have known any better than that they are.
 */
export function watchBeats(watch: Watch | undefined, look: Look): { readonly watch: Watch; readonly gone: Beats[] } {
  const { askedAt, answeredAt } = look
  const isGap = watch === undefined || answeredAt - watch.lookedAt > watchGapMaxMs
  const seen = new Map(
    look.beats.map(({ process, beats }) => {
      const before = isGap ? undefined : watch.seen.get(process)
      return [process, before?.beats === beats ? before : { beats, since: answeredAt }]
    }),
  )
  const gone = look.beats.filter(({ process }) => askedAt - (seen.get(process)?.since ?? askedAt) >= goneAfterMs)
  return { watch: { lookedAt: answeredAt, seen }, gone }
}
