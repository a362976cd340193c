import { within } from '../domain/deadline.ts'
import { type CheckId, type Finding, checks as names } from '../domain/finding.ts'
import type { Tenant } from '../domain/tenant.ts'
import { type Check, checkMs, type Patient, type Verdict } from './check.ts'

/** How long checks may take. */
export interface Limits {
  /** One of them, on one tenant where it is about tenants. */
  readonly checkMs: number
  /** All together. */
  readonly totalMs: number
}

/** Those of every command and round. */
export const limits: Limits = { checkMs, totalMs: 30_000 }
/** Tenants looked at at a time. */
const lanes = 16

/**
 * Carries out the checks, all at once, each within its time and all within theirs; whatever hangs or fails is a finding
 * of its own. One finding or more of each check, in the order of the checks. Never rejects.
 */
export async function examine(
  patient: Patient,
  checks: readonly Check[],
  time: Limits = limits,
): Promise<readonly Finding[]> {
  const until = performance.now() + time.totalMs
  const found = await Promise.all(checks.map((check) => carryOut(patient, check, time, until)))
  return found.flat()
}

async function carryOut(
  patient: Patient,
  check: Check,
  { checkMs, totalMs }: Limits,
  until: number,
): Promise<readonly Finding[]> {
  const runOnce = (about: readonly Tenant[]) => runWithin(patient, check, about, checkMs)
  if (check.reach !== 'tenants') return await runOnce([])
  const tenants = patient.tenants?.served ?? []
  if (tenants.length === 0) return await runOnce([])
  const found: (readonly Finding[])[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let at = next++; at < tenants.length; at = next++) {
      const tenant = tenants[at]
      if (tenant === undefined) return
      const isLate = performance.now() + checkMs > until
      found[at] = isLate ? [late(patient, check, tenant, totalMs)] : await runOnce([tenant])
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return found.flat()
}

async function runWithin(
  patient: Patient,
  check: Check,
  tenants: readonly Tenant[],
  ms: number,
): Promise<readonly Finding[]> {
  const began = performance.now()
  const verdicts = await within(ms, attempt(patient, check, tenants), [hangingFor(ms)])
  const tookMs = Math.round(performance.now() - began)
  return verdicts.map((verdict) => toFinding(check, withTenant(verdict, tenants), tookMs, patient.now()))
}

async function attempt(patient: Patient, check: Check, tenants: readonly Tenant[]): Promise<readonly Verdict[]> {
  try {
    return await check.run(patient, tenants)
  } catch (error) {
    // An error's message may quote what it was given; its name and code do not.
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    const name = error instanceof Error ? error.name : 'an unknown error'
    return [{ severity: 'error', found: `the check failed: ${name}${code}`, fix: 'Report it, with this line.' }]
  }
}

function hangingFor(ms: number): Verdict {
  return {
    severity: 'error',
    found: `no answer within ${ms / 1000} s`,
    fix: 'Find out what hangs: a firewall that drops packets, a name server, a disk, or a database under a lock.',
  }
}

function late(patient: Patient, check: Check, tenant: Tenant, totalMs: number): Finding {
  const found = `not looked at: ${totalMs / 1000} s were over before its turn came`
  const verdict = { severity: 'skipped', found, fix: 'Look at it alone, with --only.', tenant: tenant.id } as const
  return toFinding(check, verdict, 0, patient.now())
}

function withTenant(verdict: Verdict, [tenant]: readonly Tenant[]): Verdict {
  return tenant === undefined ? verdict : { ...verdict, tenant: tenant.id }
}

function toFinding(check: Check, verdict: Verdict, tookMs: number, checkedAt: number): Finding {
  const { id } = check
  return {
    id,
    title: names[id].title,
    severity: verdict.severity,
    found: verdict.found,
    expected: verdict.expected ?? check.expected,
    why: verdict.why ?? check.why,
    fix: verdict.fix ?? '',
    docs: docsOf(id),
    tenant: verdict.tenant ?? null,
    tookMs,
    checkedAt,
  }
}

function docsOf(id: CheckId): string {
  return `docs/doctor.md#${id}`
}
