import { setFlagsFromString } from 'node:v8'

/** How much garbage may accumulate before it is collected, in percent of what is in use. */
const heapGrowthPercent = 40

/**
 * Most bytecode that is inlined at one call, and in one function, in bytes. V8's own bounds are less than half; a request
 * goes through many small functions.
 */
const inlinedBytesMax = 1_200
const inlinedBytesInFunctionMax = 2_400

/**
 * Suits V8 to a server; to be called before anything is served.
 *
 * - The process stays small under a burst: left alone, V8 lets the heap double before it looks for garbage. With 50 % instead of
 *   40, 10,000 sessions in flight take some 20 MiB more, and a retry up to a fiftieth less of its time.
 * - More is inlined, which spares a retry some twentieth of its time.
 *
 * `bench/NOTES.md` has the figures. To a flag that it does not know V8 says so on stderr, and goes on: Node 20, 24 and 26 know
 * all three.
 */
export function setV8Flags(): void {
  setFlagsFromString(`--heap-growing-percent=${heapGrowthPercent}`)
  setFlagsFromString(`--max-inlined-bytecode-size=${inlinedBytesMax}`)
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${inlinedBytesInFunctionMax}`)
}
