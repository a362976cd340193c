import type { Measure } from './measuring.ts'
import { measureGrowth } from './rows/growth.ts'
import { measureInFlight } from './rows/in-flight.ts'
import { measureLatency } from './rows/latency.ts'
import { measureMemory } from './rows/memory.ts'
import { measureOverload } from './rows/overload.ts'
import { measureProcesses } from './rows/processes.ts'
import { measureQuotes } from './rows/quotes.ts'
import { measureReplays } from './rows/replays.ts'
import { measureSessions } from './rows/sessions.ts'
import { measureStart } from './rows/start.ts'
import { measureSteps } from './rows/steps.ts'
import { measureTransactions } from './rows/transactions.ts'
import { measureWebhooks } from './rows/webhooks.ts'

/** The first rows of the design's table, which the quick form measures too. */
export const first: Readonly<Record<string, Measure>> = {
  sessions: measureSessions,
  steps: measureSteps,
  replays: measureReplays,
  latency: measureLatency,
  growth: measureGrowth,
}

/** What takes longer. */
export const theRest: Readonly<Record<string, Measure>> = {
  'in-flight': measureInFlight,
  start: measureStart,
  quotes: measureQuotes,
  webhooks: measureWebhooks,
  transactions: measureTransactions,
  processes: measureProcesses,
  overload: measureOverload,
  memory: measureMemory,
}
