// `npm run bench`: measures, prints one table, writes results.json beside this file's source, and after a full run the
// charts. `--charts` only draws those again.
import { parseArgs } from 'node:util'
import { writeCharts } from './charts.ts'
import { quick, thorough } from './measuring.ts'
import { readResults, renderTable, writeResults } from './results.ts'
import { openRig, type Rig } from './rig.ts'
import type { Row } from './row.ts'
import { firstSix, theRest } from './rows.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    charts: { type: 'boolean', default: false },
  },
})

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

if (values.charts) {
  for (const path of await writeCharts(await readResults())) say(`Written to ${path}`)
  process.exit(0)
}

const chosen = { ...firstSix, ...(values.quick && values.only === undefined ? {} : theRest) }
const unknown = values.only !== undefined && !Object.hasOwn(chosen, values.only)
if (unknown) {
  say(`There is no measurement "${values.only}". There are: ${Object.keys(chosen).join(', ')}.`)
  process.exit(2)
}
let open: Rig | undefined
let stopping: Promise<never> | undefined
// Gateways, the upstream and PostgreSQL are processes of their own and would stay.
for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
  process.once(signal, () => {
    stopping = stop(code)
  })
}

async function stop(code: number): Promise<never> {
  say('Stopping what was started …')
  await open?.close().catch((error: unknown) => say(String(error)))
  process.exit(code)
}

const rows: Row[] = []
const began = performance.now()
for (const [name, measure] of Object.entries(chosen)) {
  if (values.only !== undefined && name !== values.only) continue
  say(`${new Date().toISOString().slice(11, 19)}  ${name} …`)
  // A rig of its own for each: nobody measures in what another one has left behind.
  open = await openRig()
  try {
    rows.push(...(await measure(open, values.quick ? quick : thorough)))
  } catch (error) {
    // A measurement whose programs are being stopped fails.
    await stopping
    throw error
  } finally {
    await open.close()
  }
}
say(renderTable(rows))
if (values.only === undefined) say(`Written to ${await writeResults(rows)}`)
if (values.only === undefined && !values.quick) await writeCharts(await readResults())
say(`${Math.round((performance.now() - began) / 1000)} s`)
