import type { FastifyInstance } from 'fastify'
import {
  operatorActReply,
  operatorNoteReply,
  operatorSessionReply,
} from '../../contract/operator-session-detail-view.ts'
import { operatorExportReply } from '../../contract/operator-session-export.ts'
import {
  addSessionNote,
  cancelSession,
  checkSession,
  exportSession,
  readSessionAsOperator,
  releaseSessionLinkAsOperator,
} from '../../contract/operator-sessions.ts'
import { programVersion } from '../../observe/version.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { cancelAsOperator, checkNow, noteOnSession, releaseAsOperator } from '../../operations/operator/session-acts.ts'
import { readSession, readSessionForExport } from '../../operations/operator/sessions.ts'
import { serve } from '../serve.ts'

/** One session for operators: read, exported, and acted on. */
export function operatorSessionRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, readSessionAsOperator, async ({ operator, params, query, log }) => {
    const record = await readSession(depsFor(deps, log), operator, { ...params, ...query })
    return { status: 200, body: operatorSessionReply(record, deps.clock()) }
  })

  serve(app, exportSession, async ({ operator, params, query, log }) => {
    const record = await readSessionForExport(depsFor(deps, log), operator, { ...params, ...query })
    return { status: 200, body: operatorExportReply(record, programVersion, deps.clock()) }
  })

  serve(app, checkSession, async ({ operator, params, query, body, log }) => {
    const acted = await checkNow(depsFor(deps, log), operator, { ...params, ...query }, body.reason)
    return { status: 200, body: operatorActReply(acted, deps.clock()) }
  })

  serve(app, releaseSessionLinkAsOperator, async ({ operator, params, query, body, log }) => {
    const acted = await releaseAsOperator(depsFor(deps, log), operator, { ...params, ...query }, body.reason)
    return { status: 200, body: operatorActReply(acted, deps.clock()) }
  })

  serve(app, cancelSession, async ({ operator, params, query, body, log }) => {
    const acted = await cancelAsOperator(depsFor(deps, log), operator, { ...params, ...query }, body.reason)
    return { status: 200, body: operatorActReply(acted, deps.clock()) }
  })

  serve(app, addSessionNote, async ({ operator, params, query, body, log }) => {
    const note = await noteOnSession(depsFor(deps, log), operator, { ...params, ...query }, body.text)
    return { status: 201, body: operatorNoteReply(note) }
  })
}
