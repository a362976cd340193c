import type { ResolveSession } from './control-sessions.ts'
import type { World } from './world.ts'

export interface ControlCall {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly resolveSession: ResolveSession | undefined
}

export interface ControlReply {
  readonly status: number
  readonly body: unknown
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  readonly run: (world: World, call: ControlCall) => ControlReply | Promise<ControlReply>
}
