import { systemClock } from '../domain/clock.ts'
import { type Finding, worstFirst } from '../domain/finding.ts'
import type { Deps } from '../operations/deps.ts'
import { gaugesOf, groupFindings, worstOf } from '../operations/doctor/findings.ts'
import { readCertificate, takesConnection } from '../outbound/look.ts'
import type { OutboundProxy } from '../outbound/proxy.ts'
import { reachReceiver } from '../outbound/receiver.ts'
import type { Send } from '../outbound/request.ts'
import { listReports, saveReport } from '../store/doctor-reports.ts'
import type { Job } from '../worker/job.ts'
import type { Check, FileState, Patient, PatientSettings } from './check.ts'
import { examine } from './examine.ts'
import { allChecks } from './registry.ts'

/** What the background doctor needs beyond the dependencies of all operations. */
export interface BackgroundSettings {
  readonly settings: PatientSettings
  /** What the configuration file was worth when it was last read; null where there is none. */
  readonly file: () => FileState | null
  /** Whether it looks at the network too, beside this process, its database and its tenants. */
  readonly looksAround: boolean
  /** A folder of the database's disk; undefined when that is another machine's. */
  readonly databaseFolder: string | undefined
  readonly send: Send
  /** Between us and other hosts; undefined: none. */
  readonly proxy?: OutboundProxy | undefined
}

/** The doctor of a running gateway. */
export interface BackgroundDoctor {
  /** What all processes have in common, in whichever is free. */
  readonly job: Job
  /** Begins to look at this process, about once in so many milliseconds; returns what ends it. */
  readonly start: (everyMs?: number) => () => void
}

/** Each process looks at itself this often, and reads what the others found. */
const ownRoundSeconds = 60
/** One of all processes looks at what they share this often. */
const sharedRoundSeconds = 15 * 60
/** A report counts for this many rounds; then its process has stopped looking. */
const roundsValid = 3
/** The first requests after a start come first. */
const firstRoundMs = 2_000
/** How much rounds vary, so that processes that start together do not look together. */
const spread = 0.2

/** Whoever else would be asked is asked by `rampway doctor` alone: these call every host once more. */
const onRequestAlone: readonly string[] = ['outgoing']

/** Makes it; nothing runs yet. */
export function createBackgroundDoctor(deps: Deps, background: BackgroundSettings): BackgroundDoctor {
  const { database, log, metrics, findings } = deps
  const patient = patientOf(deps, background)
  const own = allChecks.filter(({ reach }) => reach === 'process')
  const shared = allChecks.filter(({ id, reach }) => {
    return reach !== 'process' && !onRequestAlone.includes(id) && (reach !== 'others' || background.looksAround)
  })

  /** What this process found of itself the last time. */
  let before: readonly Finding[] = []

  const refresh = async (): Promise<void> => {
    findings.take((await listReports(database)).map((report) => report.findings))
    for (const [check, value] of gaugesOf(findings.latest())) metrics.doctorFound({ check }, value)
  }

  const look = async (checks: readonly Check[]): Promise<readonly Finding[]> => {
    return (await examine(patient, checks)).filter(({ severity }) => severity !== 'skipped')
  }

  const lookAtOwn = async (): Promise<void> => {
    const found = await look(own)
    logChanges(log, before, found)
    before = found
    const process = await deps.liveness.claimant()
    await saveReport(database, process, found, ownRoundSeconds * roundsValid * 1000)
    await refresh()
  }

  const lookAtShared = async (): Promise<void> => {
    const found = await look(shared)
    const known = (await listReports(database)).find(({ reporter }) => reporter === 'shared')
    logChanges(log, known?.findings ?? [], found)
    await saveReport(database, 'shared', found, sharedRoundSeconds * roundsValid * 1000)
    await refresh()
  }

  return {
    job: { name: 'doctor', everySeconds: sharedRoundSeconds, runsMax: 1, run: lookAtShared },
    start: (everyMs = ownRoundSeconds * 1000) => {
      let timer: NodeJS.Timeout | undefined
      let ended = false
      const next = (ms: number): void => {
        timer = setTimeout(async () => {
          // While the database is unavailable nothing can be told; the next round tells it.
          await lookAtOwn().catch(() => {})
          if (!ended) next(everyMs * (1 - spread / 2 + spread * Math.random()))
        }, ms)
        timer.unref()
      }
      next(Math.min(firstRoundMs, everyMs))
      return () => {
        ended = true
        clearTimeout(timer)
      }
    },
  }
}

function patientOf(deps: Deps, background: BackgroundSettings): Patient {
  const { database, aggregator, tenants, publicUrl, webhookTargets } = deps
  const { settings, databaseFolder, send, proxy } = background
  return {
    get file() {
      return background.file()
    },
    settings,
    get tenants() {
      return {
        served: tenants.list(),
        faulty: tenants.faulty(),
        defaultTenant: tenants.fallbackId(),
        knowsWebhookSecrets: true,
      }
    },
    publicUrl,
    database: async () => ({ database, isPrivate: databaseFolder !== undefined, folder: databaseFolder }),
    isThisMachine: true,
    aggregator,
    look: {
      send,
      readCertificate,
      takesConnection,
      reachReceiver: (url, deadlineMs) => reachReceiver(url, { policy: webhookTargets.policy, proxy, deadlineMs }),
    },
    // Not the gateway's, which may be moved for tests: what is compared is this machine's.
    now: systemClock,
  }
}

/** Tells each change of severity once, and at the beginning what is not as it should be. */
function logChanges(log: Deps['log'], before: readonly Finding[], found: readonly Finding[]): void {
  const known = groupFindings(before)
  for (const [key, group] of groupFindings(found)) {
    const severity = worstOf(group)
    const was = worstOf(known.get(key) ?? [])
    if (severity === was || (!isWrong(severity) && !isWrong(was))) continue
    const [worst] = [...group].sort((a, b) => worstFirst.indexOf(a.severity) - worstFirst.indexOf(b.severity))
    if (worst === undefined) continue
    const { id: check, tenant, found: what, fix, docs } = worst
    const facts = { check, severity, was, found: what, fix, docs, ...(tenant !== null && { tenant }) }
    if (severity === 'error') log.error(facts, 'the doctor found an error')
    else if (severity === 'warning') log.warn(facts, 'the doctor found a reason to worry')
    else log.info(facts, 'the doctor found it mended')
  }
}

function isWrong(severity: Finding['severity']): boolean {
  return severity === 'error' || severity === 'warning'
}
