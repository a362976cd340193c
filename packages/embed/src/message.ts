/** The version of the return page's message; pages of older gateways name none. */
const version = 1

/** What the return page says. */
export interface ReturnMessage {
  readonly clientState: string | null | undefined
}

/**
 * Reads a message of the return page about this session, which must come from the very origin of its link and from our
 * window, or from a frame within it, for an aggregator's page may stand around the provider's. Undefined for any other.
 */
export function readReturn(
  event: MessageEvent<unknown>,
  sessionId: string,
  origin: string,
  ours: Window | null,
): ReturnMessage | undefined {
  const { data } = event
  if (event.origin !== origin || !isWithin(event.source, ours) || typeof data !== 'object' || data === null) return
  const message: { type?: unknown; session_id?: unknown; version?: unknown; client_state?: unknown } = data
  if (message.type !== 'rampway:returned' || message.session_id !== sessionId) return
  if ((message.version ?? version) !== version) return
  const clientState = message.client_state
  return { clientState: typeof clientState === 'string' ? clientState : undefined }
}

function isWithin(source: MessageEventSource | null, ours: Window | null): boolean {
  let view = source as Window | null
  while (view && view !== ours && view.parent !== view) view = view.parent
  return view !== null && view === ours
}
