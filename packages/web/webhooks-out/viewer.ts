import { createContext, use } from 'react'
import type { Api } from '../parts/http.ts'

/** What the pages show, as both APIs name it in their paths. */
export type Noun = 'webhook-endpoints' | 'events' | 'deliveries'

/** One of them. */
export interface Ref {
  readonly tenant: string
  readonly id: string
}

/** Who looks. The pages are the same for operators and for partners, but for what stands here. */
export interface Viewer {
  readonly call: Api['call']
  /** Operators choose among tenants, say why they act, and are told the command that does the same. */
  readonly isOperator: boolean
  /** The tenants to choose from; of a partner the one. */
  readonly tenants: readonly string[]
  /** Where the API has one thing, or with a verb where something is done to it. */
  readonly pathOf: (noun: Noun, ref: Ref, verb?: string) => string
  /** The page of one thing. */
  readonly addressOf: (noun: Noun, ref: Ref) => string
  /** The page of a session; undefined where there is none. */
  readonly sessionAddress?: (ref: Ref) => string
  /** Why nothing may be changed; undefined: it may. */
  readonly objection: string | undefined
}

/** Who looks, for all pages of webhook endpoints, events and deliveries. */
export const ViewerContext = createContext<Viewer | undefined>(undefined)

/** Who looks. */
export function useViewer(): Viewer {
  const viewer = use(ViewerContext)
  if (viewer === undefined) throw new Error('useViewer needs a ViewerContext around it')
  return viewer
}
