/** Tells the time in epoch milliseconds. Passed in everywhere, so that tests and `rampway dev` can move it. */
export type Clock = () => number

/** The machine's own clock. */
export const systemClock: Clock = () => Date.now()

/** How far clocks of machines may differ from each other, in milliseconds. */
export const clockSkewMs = 60 * 60 * 1000
