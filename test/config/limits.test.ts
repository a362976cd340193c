import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { idsPerSearchMax } from '../../src/aggregators/aggregator.ts'
import { referencedFileBytesMax } from '../../src/config/referenced-file.ts'
import { keepAliveSeconds } from '../../src/config/settings.ts'
import { sessionsCountMax } from '../../src/contract/session-query.ts'
import { bodyBytesMax } from '../../src/http/body.ts'
import { tokenLengthMax } from '../../src/identity/format.ts'
import { waitingBytesMax } from '../../src/observe/log-output.ts'
import { widgetFreshMs, widgetsMax } from '../../src/operations/links/links.ts'
import { callsPerRoundMax } from '../../src/operations/reconcile/reconcile.ts'
import { candidatesMax } from '../../src/operations/routing/routing.ts'
import { leaseMs, waitMs } from '../../src/operations/sessions/begin.ts'
import { openingBudgetMs } from '../../src/operations/sessions/opening.ts'
import { depositCheckIntervalMs } from '../../src/operations/transactions/deposits.ts'
import { connectionsMax } from '../../src/outbound/request.ts'
import { expiryBatchMax } from '../../src/store/expiry.ts'

const seconds = (ms: number) => `${ms / 1000} s`
const kibibytes = (bytes: number) => `${bytes / 1024} KiB`
const counted = (count: number) => count.toLocaleString('en')

/** What docs/operations.md calls a limit, and how it begins to tell it. */
const limits: Readonly<Record<string, string>> = {
  'request body': kibibytes(bodyBytesMax),
  token: `${counted(tokenLengthMax)} characters`,
  'an idle connection': seconds(keepAliveSeconds.default * 1000),
  "one call's hold on a key": seconds(leaseMs),
  'waiting for a key': seconds(waitMs),
  'all upstream calls of one opening': seconds(openingBudgetMs),
  'providers tried for one session': counted(candidatesMax),
  'a widget is reused for': `${widgetFreshMs / 60_000} min`,
  "a sell's deposit address is asked for when its session is read, every": seconds(depositCheckIntervalMs),
  'a file that `${file:PATH}` names': kibibytes(referencedFileBytesMax),
  'rows deleted by one statement': counted(expiryBatchMax),
  'sessions in one page': counted(sessionsCountMax),
  'calls to Meld in one round of reconciliation': counted(callsPerRoundMax),
  'ids named in one of them': counted(idsPerSearchMax),
  'widgets opened for one session': counted(widgetsMax),
  'sockets to one upstream; further calls wait in line': counted(connectionsMax),
  'log lines that wait for their reader; further ones are lost and counted': `${waitingBytesMax / 1024 / 1024} MiB`,
}

it('documents the limits as they are', async () => {
  const page = await readFile('docs/operations.md', 'utf8')
  const rows = page.slice(page.indexOf('\n## Limits')).matchAll(/^\| (.+?) \| (.+?) \|/gm)
  const told = new Map([...rows].map(([, limit = '', value = '']) => [limit, value]))
  const untrue = Object.entries(limits).filter(
    ([limit, value]) => !`${told.get(limit)} `.match(new RegExp(`^${value}\\b`)),
  )
  expect(untrue).toEqual([])
})
