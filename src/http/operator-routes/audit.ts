import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { type AuditFilters, auditReply, exportAuditEntries, listAuditEntries } from '../../contract/operator-audit.ts'
import { auditExportHead, auditExportLines } from '../../contract/operator-audit-view.ts'
import type { Deps } from '../../operations/deps.ts'
import { type AuditReading, exportAudit, readAudit } from '../../operations/operator/audit.ts'
import { serve } from '../serve.ts'

/** Who did what. */
export function operatorAuditRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listAuditEntries, async ({ operator, query, traceId }) => {
    const records = await readAudit(deps, operator, readingOf(query, traceId), query)
    return { status: 200, body: auditReply(records, query) }
  })
  serve(app, exportAuditEntries, async ({ operator, query, traceId }) => {
    const { format } = query
    const batches = exportAudit(deps, operator, readingOf(query, traceId))
    // Before the answer begins, so that what fails at once is still answered as a failure.
    const first = await batches.next()
    async function* lines(): AsyncGenerator<string> {
      yield auditExportHead(format)
      for (let next = first; next.done !== true; next = await batches.next()) yield auditExportLines(format, next.value)
    }
    const headers = { 'content-disposition': `attachment; filename="audit.${format}"` }
    return { status: 200, headers, body: Readable.from(lines(), { objectMode: false }) }
  })
}

function readingOf({ who, act, target, tenant, from_at, to_at }: AuditFilters, traceId: string): AuditReading {
  return { filter: { operator: who, act, target, tenant, from: from_at, to: to_at }, traceId }
}
