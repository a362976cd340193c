/** Keeps this process's event loop from running, as a full collection or a starved machine does; others go on. */
export function holdUp(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
