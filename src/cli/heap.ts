import { getHeapStatistics, setFlagsFromString } from 'node:v8'

/** A heap of up to so many bytes grows as V8 sees fit. */
const freeBytes = 192 * 1024 * 1024
/** Garbage that may gather in a larger one before it is collected, in percent of what is in use. */
const growthPercent = 20
const lookEveryMs = 500

/**
 * Keeps the process small under a burst. Left alone, V8 lets the heap double before it looks for garbage: with 9,500
 * sessions in flight that made 590 MiB instead of 370. A small heap is left alone: looking for garbage more often cost
 * a tenth of the processor time of opening sessions, and a third of answering retries (`bench/NOTES.md`).
 */
export function boundHeapGrowth(): void {
  let bounded = false
  setInterval(() => {
    const large = getHeapStatistics().total_heap_size > freeBytes
    if (large === bounded) return
    bounded = large
    // 0 is V8's own way.
    setFlagsFromString(`--heap-growing-percent=${large ? growthPercent : 0}`)
  }, lookEveryMs).unref()
}
