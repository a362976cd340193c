/** The version of the return page's message; pages of older gateways name none. */
const version = 1

/**
 * Reads a message of the return page about this session, which must come from the very origin of its link and from our
 * window, or from a frame within it, for an aggregator's page may stand around the provider's. Gives the client state, null where it has none;
 * undefined for any other message.
 */
export function readReturn(
  event: MessageEvent<unknown>,
  sessionId: string,
  origin: string,
  ours: Window | null,
): string | null | undefined {
  if (event.origin !== origin || !isWithin(event.source, ours)) return undefined
  const message: Readonly<Record<string, unknown>> = Object(event.data)
  const { type, session_id, version: spoken = version, client_state } = message
  if (type !== 'rampway:returned' || session_id !== sessionId || spoken !== version) return undefined
  return typeof client_state === 'string' ? client_state : null
}

function isWithin(source: MessageEventSource | null, ours: Window | null): boolean {
  let view: Window | null = source as Window | null
  while (view && view !== ours) view = view.parent === view ? null : view.parent
  return view !== null
}
