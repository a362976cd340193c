// `npm run bench`: measures, prints one table, writes results.json beside this file's source, and after a full run the
// charts. `--charts` only draws those again; `--profile` only takes a CPU profile.
import { parseArgs } from 'node:util'
import { writeCharts } from './charts.ts'
import { type Measure, quick, thorough } from './measuring.ts'
import { profileWorkload, workloads } from './profile/profile.ts'
import { readResults, renderTable, writeResults } from './results.ts'
import { openRig, type Rig } from './rig.ts'
import type { Row } from './row.ts'
import { first, theRest } from './rows.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    profile: { type: 'string' },
    node: { type: 'string' },
    charts: { type: 'boolean', default: false },
  },
})

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
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

/** A rig of its own for each measurement: nobody measures in what another one has left behind. */
async function onRig<Result>(name: string, work: (rig: Rig) => Promise<Result>): Promise<Result> {
  say(`${new Date().toISOString().slice(11, 19)}  ${name} …`)
  open = await openRig(values.node)
  try {
    return await work(open)
  } catch (error) {
    // A measurement whose programs are being stopped fails.
    await stopping
    throw error
  } finally {
    await open.close()
  }
}

/** The one with that name; ends the program when there is none. */
function choose<Thing>(what: string, things: Readonly<Record<string, Thing>>, name: string): Thing {
  const thing = Object.hasOwn(things, name) ? things[name] : undefined
  if (thing !== undefined) return thing
  say(`There is no ${what} "${name}". There are: ${Object.keys(things).join(', ')}.`)
  process.exit(2)
}

async function profile(name: string): Promise<void> {
  const workload = choose('workload', workloads, name)
  const { path, text } = await onRig(`profile of ${name}`, (rig) => profileWorkload(rig, name, workload))
  say(`${text}\n\nWritten to ${path}`)
}

async function measure(only: string | undefined): Promise<void> {
  const all: Readonly<Record<string, Measure>> = { ...first, ...theRest }
  const chosen = only !== undefined ? { [only]: choose('measurement', all, only) } : values.quick ? first : all
  const rows: Row[] = []
  const began = performance.now()
  const failed: string[] = []
  for (const [name, run] of Object.entries(chosen)) {
    try {
      rows.push(...(await onRig(name, (rig) => run(rig, values.quick ? quick : thorough))))
    } catch (error) {
      // The others have taken up to an hour.
      say(`${name} was not measured: ${error instanceof Error ? error.stack : error}`)
      failed.push(name)
      process.exitCode = 1
    }
  }
  say(renderTable(rows))
  if (failed.length > 0) say(`Not measured: ${failed.join(', ')}.`)
  if (rows.length === 0) return
  if (only === undefined && values.node === undefined) {
    say(`Written to ${await writeResults(rows)}`)
    if (!values.quick) await drawCharts()
  }
  say(`${Math.round((performance.now() - began) / 1000)} s`)
}

async function drawCharts(): Promise<void> {
  for (const path of await writeCharts(await readResults())) say(`Written to ${path}`)
}

if (values.charts) await drawCharts()
else if (values.profile !== undefined) await profile(values.profile)
else await measure(values.only)
