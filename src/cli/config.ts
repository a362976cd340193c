import type { Command } from 'commander'
import { print } from './output.ts'
import { readServeSettings } from './settings.ts'

/** Adds `rampway config check`. */
export function addConfigCommands(program: Command): void {
  program
    .command('config')
    .description('checks a configuration file')
    .command('check')
    .description('says every fault, and which tenants rampway serve would leave out for theirs; uses no database')
    .argument('<file>', 'the configuration file')
    .option('--json', 'prints one JSON document')
    .action((path: string, options: { json?: boolean }) => checkConfig(path, options.json === true, process.env))
}

/**
 * Prints what `rampway serve` would say of the file in this environment; the exit code is 1 when there are faults, even
 * where it would start without the tenants that have them.
 */
async function checkConfig(path: string, asJson: boolean, env: NodeJS.ProcessEnv): Promise<void> {
  const read = await readServeSettings(path, env)
  if (read.kind === 'faults') {
    const { faults } = read
    print(asJson, { valid: false, faults }, [...faults, `${path}: ${count(faults.length, 'fault')}.`])
    process.exitCode = 1
    return
  }
  const { config, warnings, tenantFaults } = read.settings
  if (tenantFaults.length > 0) {
    const leftOut = config.faulty.map(({ entry, id }) => ({ entry, tenant: id }))
    const names = leftOut.map(({ entry, tenant }) => (tenant === null ? entry : `${entry} (${tenant})`)).join(', ')
    const words = `rampway serve would leave out ${names}, and rampway serve --strict would not start.`
    const faults = count(tenantFaults.length, 'fault')
    const document = { valid: false, faults: tenantFaults, left_out: leftOut }
    print(asJson, document, [...tenantFaults, `${path}: ${faults}; ${words}`])
    process.exitCode = 1
    return
  }
  const tenants = config.tenants.length
  print(asJson, { valid: true, warnings, tenants, config_hash: config.hash }, [
    ...warnings.map((warning) => `warning: ${warning}`),
    `${path}: valid, with ${count(tenants, 'tenant')}; its hash is ${config.hash}.`,
  ])
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
