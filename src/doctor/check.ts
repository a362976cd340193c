import type { Aggregator } from '../aggregators/aggregator.ts'
import type { Clock } from '../domain/clock.ts'
import type { CheckId, Severity } from '../domain/finding.ts'
import type { ReceiverFailure } from '../domain/receiver-call.ts'
import type { FaultyTenant, Tenant, TenantId } from '../domain/tenant.ts'
import type { CertificateResult } from '../outbound/look.ts'
import type { Send } from '../outbound/request.ts'
import type { Database } from '../postgres/database.ts'

/** What the configuration file is worth. */
export interface FileState {
  readonly path: string
  /** Faults that keep the whole file from being used. */
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
}

/** The gateway that is examined, as far as its settings are known. */
export interface PatientSettings {
  readonly operatorListen: { readonly host: string; readonly port: number }
  readonly trustedProxies: readonly string[]
  readonly preparedStatements: boolean
}

/** Its tenants. */
export interface PatientTenants {
  readonly served: readonly Tenant[]
  readonly faulty: readonly FaultyTenant[]
  readonly defaultTenant: TenantId | undefined
  /** False where the secrets of their webhooks are not those of the running gateway. */
  readonly knowsWebhookSecrets: boolean
}

/** Its database. */
export interface PatientDatabase {
  readonly database: Database
  /** The private server in the data directory. */
  readonly isPrivate: boolean
  /** A folder on the disk that it writes to; undefined when that is another machine's. */
  readonly folder: string | undefined
}

/** How to look at other hosts. */
export interface Look {
  readonly send: Send
  readonly readCertificate: (host: string, port: number, deadlineMs: number) => Promise<CertificateResult>
  readonly takesConnection: (host: string, port: number, deadlineMs: number) => Promise<boolean>
  /** Sends nothing, and goes where the policy lets webhooks go; null when all is well. */
  readonly reachReceiver: (url: string, deadlineMs: number) => Promise<ReceiverFailure | null>
}

/**
 * Who is examined. What is null cannot be known from here, and whatever needs it is skipped: from outside that is all
 * but the public URL.
 */
export interface Patient {
  readonly file: FileState | null
  readonly settings: PatientSettings | null
  readonly tenants: PatientTenants | null
  /** Where the outside world reaches it: as it is configured, or as it was asked to be looked at. */
  readonly publicUrl: string | null
  /** Opens it at the first call. Rejects when it cannot be used, with words for the operator. */
  readonly database: (() => Promise<PatientDatabase>) | null
  /** The examining process is the gateway itself, or one that stands for it on the same machine. */
  readonly isThisMachine: boolean
  readonly aggregator: Aggregator
  readonly look: Look
  /** The clock of this machine. */
  readonly now: Clock
}

/** What a check came to. What it leaves out is as the check says. */
export interface Verdict {
  readonly severity: Severity
  readonly found: string
  readonly fix?: string
  readonly expected?: string
  readonly why?: string
  readonly tenant?: TenantId
}

/** One thing that is looked at. */
export interface Check {
  readonly id: CheckId
  readonly expected: string
  /** What it leads to when it is not so. */
  readonly why: string
  /**
   * Whom it may trouble: nobody but this process; the database; other hosts. `tenants`: other hosts, once for each
   * tenant.
   */
  readonly reach: 'process' | 'database' | 'others' | 'tenants'
  /** Never writes anything anywhere. One verdict at least. May reject: that is a finding too. */
  readonly run: (patient: Patient, tenants: readonly Tenant[]) => Promise<readonly Verdict[]>
}

/** Within this a check has ended, or counts as hanging. */
export const checkMs = 5_000
/** For one call of a check, so that it can tell what hangs. */
export const callMs = 4_000

/** All is as it should be. */
export function ok(found: string): Verdict {
  return { severity: 'ok', found }
}

/** It cannot be looked at from here. */
export function skipped(found: string): readonly Verdict[] {
  return [{ severity: 'skipped', found, fix: '' }]
}
