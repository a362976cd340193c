import { Gauge, type Registry } from 'prom-client'
import { programVersion } from './version.ts'

/** Tells of the configuration file that a process runs with. */
export interface ConfigurationMetrics {
  /** A file took effect at an instant (epoch milliseconds); so many of its settings wait for a restart. */
  readonly applied: (hash: string, at: number, waitingSettings: number) => void
  /** A file was refused, and the configuration stayed as it was. */
  readonly refused: () => void
}

/** Adds what tells which program this is. */
export function addBuildInfo(registry: Registry): void {
  new Gauge({
    name: 'rampway_build_info',
    help: 'Always 1: the version of this program, and of Node.js under it.',
    labelNames: ['version', 'node_version'],
    registers: [registry],
  }).set({ version: programVersion, node_version: process.versions.node }, 1)
}

/** Adds what tells of the configuration file; for programs that have one. */
export function addConfigurationMetrics(registry: Registry): ConfigurationMetrics {
  const registers = [registry]
  const info = new Gauge({
    name: 'rampway_config_info',
    help: 'Always 1: the hash of the configuration in force.',
    labelNames: ['hash'],
    registers,
  })
  const successful = new Gauge({
    name: 'rampway_config_last_reload_successful',
    help: '1 when the configuration was taken up the last time it was read, 0 when it was refused.',
    registers,
  })
  const succeededAt = new Gauge({
    name: 'rampway_config_last_reload_success_timestamp_seconds',
    help: 'When the configuration in force was read, in seconds since 1970.',
    registers,
  })
  const waiting = new Gauge({
    name: 'rampway_config_restart_needed',
    help: 'How many settings of the configuration in force wait for a restart.',
    registers,
  })
  return {
    applied: (hash, at, waitingSettings) => {
      info.reset()
      info.set({ hash }, 1)
      successful.set(1)
      succeededAt.set(at / 1000)
      waiting.set(waitingSettings)
    },
    refused: () => successful.set(0),
  }
}
