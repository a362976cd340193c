import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Workload } from '../contest.ts'
import { thorough } from '../measuring.ts'
import { freePort } from '../program.ts'
import { compiled, type Rig } from '../rig.ts'
import { quotes } from '../rows/quotes.ts'
import { replays } from '../rows/replays.ts'
import { sessions } from '../rows/sessions.ts'
import { transactions } from '../rows/transactions.ts'
import { webhooks } from '../rows/webhooks.ts'
import { digestProfile, renderDigest } from './digest.ts'
import { openInspector } from './inspector.ts'

/** What a gateway can be profiled with. */
export const workloads: Readonly<Record<string, Workload>> = { sessions, replays, quotes, webhooks, transactions }

const profileSeconds = 10
const functionsMax = 40

/** Writes a CPU profile of a gateway that is warm; gives its path, and what it says as lines for people. */
export async function profileWorkload(rig: Rig, name: string, workload: Workload) {
  const inspectorPort = await freePort()
  const gateway = await rig.startGateway({ nodeArgs: [`--inspect=127.0.0.1:${inspectorPort}`] })
  const { work } = await workload(rig, gateway)
  await work(thorough.warmUpSeconds)
  const inspector = await openInspector(inspectorPort)
  await inspector.start()
  await work(profileSeconds)
  const profile = await inspector.stop()
  inspector.close()
  const path = compiled(`../../bench/profiles/${name}.cpuprofile`)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify(profile))
  return { path, text: renderDigest(digestProfile(profile), functionsMax) }
}
