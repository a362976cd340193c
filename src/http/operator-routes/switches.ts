import type { FastifyInstance } from 'fastify'
import { switchesReply, switchMadeReply, switchReply } from '../../contract/operator-switch-view.ts'
import { createSwitch, endSwitch, listSwitches } from '../../contract/operator-switches.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { effectOf } from '../../operations/operator/switch-effect.ts'
import { makeSwitch, pageOfSwitches, planSwitch, requireNew, unmakeSwitch } from '../../operations/operator/switches.ts'
import { serve } from '../serve.ts'

/** What is turned off, and turning it off and on. */
export function operatorSwitchRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listSwitches, async ({ query, log }) => {
    const page = await pageOfSwitches(depsFor(deps, log), query)
    const asked = new URLSearchParams({ state: query.state, count: String(query.count) })
    return { status: 200, body: switchesReply(asked, page) }
  })

  serve(app, createSwitch, async ({ operator, body, traceId, log }) => {
    const work = depsFor(deps, log)
    const planned = await planSwitch(work, body)
    if (body.dry_run) {
      await requireNew(work, planned)
      return { status: 200, body: switchMadeReply(null, await effectOf(work, planned)) }
    }
    return { status: 201, body: switchMadeReply(await makeSwitch(work, operator, planned, traceId), null) }
  })

  serve(app, endSwitch, async ({ operator, params, query, traceId, log }) => {
    const ended = await unmakeSwitch(depsFor(deps, log), operator, params.id, { reason: query.reason, traceId })
    return { status: 200, body: switchReply(ended) }
  })
}
