import { readReturn } from './message.ts'
import { remember } from './resume.ts'
import { createShell, type Shell } from './shell.ts'
import type { RampOptions, RampSession, Surface } from './types.ts'
import type { Visit } from './visit.ts'

const stalledAfterMs = 15_000
const popupLookMs = 250
const popupFeatures = 'popup,width=450,height=790'
/**
 * Handed down to any origin, since the link redirects: without the asterisk a browser grants them to the origin of `src`
 * alone, which is the gateway's.
 */
const allow = ['payment', 'camera', 'microphone', 'clipboard-write', 'publickey-credentials-get', 'fullscreen']
  .map((feature) => `${feature} *`)
  .join('; ')
const allSurfaces: readonly Surface[] = ['iframe', 'popup', 'redirect']

/** Where the session is shown, the first that works. */
export function surfacesOf({ open_in }: RampSession, mode: RampOptions['mode'] = 'auto'): readonly Surface[] {
  if (mode !== 'auto') return [mode]
  const named = open_in?.flatMap(({ surface }) => allSurfaces.filter((known) => known === surface)) ?? []
  return named.length > 0 ? named : allSurfaces
}

/**
 * Shows the session, and goes on to the next surface where one does not work. All that it adds to the page is taken away
 * when the visit is left. Gives what moves the focus there.
 */
export function show(session: RampSession, options: RampOptions, visit: Visit): () => void {
  const { mount, sandbox } = options
  const { tell, leaving: signal } = visit
  const url = addressOf(session)
  const surfaces = surfacesOf(session, options.mode)
  let shell: Shell | undefined
  let ours: Window | null = null
  let focus = (): void => {}
  let stalling: ReturnType<typeof setTimeout> | undefined
  let onLoad = (): void => {}

  function drawn(): Shell {
    shell ??= createShell({
      mount,
      texts: options.texts,
      mustAsk: () => visit.follower.status() === 'transacting',
      onClose: () => visit.leave('user'),
    })
    return shell
  }

  /** From now on a page is waited for; `onLoad` says, once or more often, that there is one. */
  function expectLoad(surface: Surface): void {
    let isOpen = false
    clearTimeout(stalling)
    stalling = setTimeout(() => tell({ type: 'stalled', surface }), stalledAfterMs)
    onLoad = () => {
      clearTimeout(stalling)
      if (!isOpen) tell({ type: 'opened', surface })
      isOpen = true
    }
  }

  function openFrame(): void {
    const { texts, showFrame } = drawn()
    expectLoad('iframe')
    const frame = document.createElement('iframe')
    frame.title = texts.title
    frame.allow = allow
    if (sandbox !== undefined) frame.setAttribute('sandbox', sandbox)
    frame.src = url.href
    focus = () => frame.focus()
    frame.addEventListener('load', () => {
      onLoad()
      focus()
    })
    document.addEventListener(
      'securitypolicyviolation',
      ({ effectiveDirective, disposition, blockedURI }) => {
        if (effectiveDirective !== 'frame-src' || disposition !== 'enforce' || !blockedURI.startsWith(url.origin))
          return
        tell({ type: 'blocked', surface: 'iframe', reason: 'frame_refused' })
        begin(after('iframe'))
      },
      { signal, once: true },
    )
    showFrame(frame, texts.openWindow, () => begin('popup', true))
    ours = frame.contentWindow
  }

  function openPopup(byClick: boolean): void {
    const popup = window.open(url, '_blank', popupFeatures)
    if (!popup || popup.closed) {
      tell({ type: 'blocked', surface: 'popup', reason: 'popup_blocked' })
      const next = after('popup')
      if (byClick && next) begin(next)
      else drawn().showCard(drawn().texts.blocked, drawn().texts.openWindow, () => begin('popup', true))
      return
    }
    ours = popup
    focus = () => popup.focus()
    if (mount || shell) drawn().showCard(drawn().texts.waiting, drawn().texts.showWindow, focus)
    expectLoad('popup')
    const looking = setInterval(() => {
      // To its opener a window is closed, too, once its page has cut the connection. Then this page has no focus.
      if (popup.closed) return document.hasFocus() && visit.leave('user')
      if (hasNavigated(popup)) onLoad()
    }, popupLookMs)
    signal.addEventListener('abort', () => {
      clearInterval(looking)
      popup.close()
    })
  }

  function redirect(): void {
    remember(session)
    // Shown again from the browser's memory by its Back button.
    window.addEventListener('pageshow', ({ persisted }) => persisted && visit.leave('user'), { signal })
    location.assign(url)
  }

  function begin(surface: Surface | undefined, byClick = false): void {
    if (signal.aborted) return
    if (surface) tell({ type: 'opening', surface })
    if (!surface) visit.leave('blocked')
    else if (surface === 'iframe') openFrame()
    else if (surface === 'popup') openPopup(byClick)
    else redirect()
  }

  function after(surface: Surface): Surface | undefined {
    const at = surfaces.indexOf(surface)
    return at < 0 ? undefined : surfaces[at + 1]
  }

  window.addEventListener(
    'message',
    (event) => {
      const message = readReturn(event, session.id, url.origin, ours)
      if (!message) return
      onLoad()
      visit.comeBack(message.clientState)
    },
    { signal },
  )
  signal.addEventListener('abort', () => {
    clearTimeout(stalling)
    shell?.remove()
  })
  begin(surfaces[0])
  return () => focus()
}

/** A link that runs script would run it in this page. */
function addressOf({ widget_url }: RampSession): URL {
  const url = new URL(widget_url)
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`openRamp: ${widget_url} is not a web address`)
  return url
}

/** True once a page was loaded; one of another origin does not say which. */
function hasNavigated(popup: Window): boolean {
  try {
    return popup.location.href !== 'about:blank'
  } catch {
    return true
  }
}
