import { setFlagsFromString } from 'node:v8'

/** How much garbage may accumulate before it is collected, in percent of what is in use. */
const growthPercent = 35

/**
 * Keeps the process small under a burst: left alone, V8 lets the heap double before it looks for garbage. Less than
 * this saves little more memory and costs a third of the processor time of answering retries (`bench/NOTES.md`). Call it
 * before anything else is loaded.
 */
export function boundHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`)
}
