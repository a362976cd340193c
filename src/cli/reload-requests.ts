/** The operator's request, by SIGHUP, to read the configuration again. */
export interface ReloadRequests {
  /** Calls `reload` at each request from now on, and at once when one came before. */
  readonly serve: (reload: () => void) => void
}

/**
 * Catches SIGHUP from now on. Uncaught, the signal ends the process, so a deployment that announces a new file while the
 * gateway is still starting would take it down: a request that comes too early is kept.
 */
export function catchReloadRequests(signals: NodeJS.Process): ReloadRequests {
  let waiting = false
  let answer = (): void => {
    waiting = true
  }
  signals.on('SIGHUP', () => answer())
  return {
    serve: (reload) => {
      answer = reload
      if (waiting) reload()
    },
  }
}
