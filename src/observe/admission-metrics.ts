import { Counter, Gauge, type Registry } from 'prom-client'

/** How requests are let in. */
export interface AdmissionMetrics {
  /** A request was refused because there is too much to do: `waited` or `full`. */
  readonly requestShed: (reason: string) => void
  /** Takes how to find how many requests wait to be handled, asked at each rendering; listeners add up. */
  readonly watchRequestsWaiting: (readCount: () => number) => void
}

/** Adds the figures of admission to a registry. */
export function addAdmissionMetrics(registry: Registry): AdmissionMetrics {
  const registers = [registry]
  const shed = new Counter({
    name: 'rampway_requests_shed_total',
    help: 'Requests refused because there was too much to do, by reason.',
    labelNames: ['reason'],
    registers,
  })
  const waiting: (() => number)[] = []
  new Gauge({
    name: 'rampway_requests_waiting',
    help: 'Requests that have come in and wait to be handled.',
    registers,
    collect() {
      this.set(waiting.reduce((sum, readCount) => sum + readCount(), 0))
    },
  })
  return {
    requestShed: (reason) => shed.inc({ reason }),
    watchRequestsWaiting: (readCount) => void waiting.push(readCount),
  }
}
