import type { Command } from 'commander'
import { explainFields } from '../contract/operator-routing.ts'
import { explainedRoutingReply } from '../contract/operator-routing-view.ts'
import { exclusionReasons } from '../domain/exclusion-reason.ts'
import { explainRouting } from '../operations/operator/routing.ts'
import { withOperations } from './operations-access.ts'
import { print } from './output.ts'
import { readNumber, readOrRefuse } from './switch-options.ts'

/** Adds `rampway routing explain`. */
export function addRoutingCommands(program: Command): void {
  program
    .command('routing')
    .description('how sessions are routed to providers')
    .command('explain')
    .description('who would serve a request for a session, and why the others would not; opens nothing')
    .requiredOption('--tenant <org:env>', 'whose account')
    .requiredOption('--amount <decimal>', 'how much of --from is paid')
    .requiredOption('--from <symbol>', 'what is paid with, such as USD')
    .requiredOption('--to <symbol>', 'what is received, such as USDC')
    .requiredOption('--chain <id>', 'of the crypto asset, such as 8453', readNumber)
    .option('--country <code>', 'where the user is; without it the tenant’s default')
    .option('--subdivision <code>', 'such as US-NY')
    .option('--method <method>', 'such as SEPA')
    .option('--provider <name>', 'a provider that the request pins')
    .option('--redirect-flow', 'of a sell: the app sends the crypto')
    .option('--without <provider...>', 'supposes that these providers are switched off')
    .option('--config <file>', 'the configuration file of the gateway; without one that of rampway dev')
    .option('--json', 'prints one JSON document')
    .action((options: ExplainOptions) => runExplain(options, process.env))
}

interface ExplainOptions {
  readonly tenant: string
  readonly amount: string
  readonly from: string
  readonly to: string
  readonly chain: number
  readonly country?: string
  readonly subdivision?: string
  readonly method?: string
  readonly provider?: string
  readonly redirectFlow?: boolean
  readonly without?: readonly string[]
  readonly config?: string
  readonly json?: boolean
}

async function runExplain(options: ExplainOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const body = readOrRefuse(bodyOf(options), explainFields)
  await withOperations(options, env, async (deps) => {
    const reply = explainedRoutingReply(await explainRouting(deps, body))
    const ranked = reply.ranking.map(
      (each) =>
        `${String(each.rank).padStart(3)}  ${each.service_provider.padEnd(18)} ${each.destination_amount}  ${each.why}`,
    )
    const out = reply.excluded.map(({ service_provider, reason, detail, switch: by }) => {
      const names = by === undefined ? '' : ` (${by.id ?? 'supposed'}: ${by.names})`
      return `  –  ${(service_provider ?? 'all').padEnd(18)} ${detail ?? exclusionReasons[reason]}${names}`
    })
    print(options.json === true, reply, [reply.why, ...ranked, ...out])
  })
}

function bodyOf(options: ExplainOptions): Record<string, unknown> {
  const { tenant, amount, from, to, chain, country, subdivision, method, provider, redirectFlow, without } = options
  const members = {
    tenant,
    source_amount: amount,
    from_asset: from,
    to_asset: to,
    chain_id: chain,
    country_code: country,
    subdivision,
    payment_method_type: method,
    service_provider: provider,
    redirect_flow: redirectFlow,
    switches: without?.map((name) => ({ provider: name })),
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
