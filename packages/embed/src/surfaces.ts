import { readReturn } from './message.ts'
import { recallKept, remember } from './resume.ts'
import { createShell, type Shell } from './shell.ts'
import type { RampOptions, RampSession, Surface } from './types.ts'
import type { Visit } from './visit.ts'

const stalledAfterMs = 15_000
const popupLookMs = 250
/** A browser may tell of a refused frame just after it has loaded its own page there. */
const refusalMs = 100
const popupFeatures = 'width=450,height=790'
/**
 * Handed down to any origin, since the link redirects: without the asterisk a browser grants them to the origin of `src`
 * alone, which is the gateway's.
 */
const allow = 'payment *; camera *; microphone *; clipboard-write *; publickey-credentials-get *; fullscreen *'
const allSurfaces: readonly Surface[] = ['iframe', 'popup', 'redirect']

/** Where the session is shown, the first that works. */
export function surfacesOf({ open_in }: RampSession, mode: RampOptions['mode'] = 'auto'): readonly Surface[] {
  if (mode !== 'auto') return [mode]
  const named = open_in?.flatMap(({ surface }) => allSurfaces.filter((known) => known === surface))
  return named?.length ? named : allSurfaces
}

/**
 * Shows the session, and goes on to the next surface where one does not work. All that it adds to the page is taken away
 * when the visit is left. Gives what moves the focus there.
 */
export function show(session: RampSession, options: RampOptions, visit: Visit, url: URL, place: Element): () => void {
  const { mount, sandbox } = options
  const { tell, leaving: signal } = visit
  const surfaces = surfacesOf(session, options.mode)
  let shell: Shell | undefined
  let ours: Window | null = null
  let focus = (): void => {}
  let stalling: ReturnType<typeof setTimeout> | undefined
  let awaited: Surface | undefined

  function drawn(): Shell {
    shell ??= createShell(place, options, visit)
    return shell
  }

  function expectLoad(surface: Surface): void {
    awaited = surface
    clearTimeout(stalling)
    stalling = setTimeout(() => tell({ type: 'stalled', surface }), stalledAfterMs)
  }

  function onLoad(): void {
    clearTimeout(stalling)
    if (awaited) tell({ type: 'opened', surface: awaited })
    awaited = undefined
  }

  function openFrame(): void {
    const frame = document.createElement('iframe')
    expectLoad('iframe')
    focus = () => frame.focus()
    frame.allow = allow
    if (sandbox !== undefined) frame.sandbox = sandbox
    frame.src = url.href
    frame.addEventListener('load', () => {
      setTimeout(() => {
        if (awaited !== 'iframe') return
        onLoad()
        focus()
      }, refusalMs)
    })
    // Where the link leads to is refused by its own name, so what is refused meanwhile counts, whatever it is called.
    document.addEventListener(
      'securitypolicyviolation',
      ({ effectiveDirective, disposition }) => {
        if (awaited !== 'iframe' || effectiveDirective !== 'frame-src' || disposition !== 'enforce') return
        awaited = undefined
        tell({ type: 'blocked', surface: 'iframe', reason: 'frame_refused' })
        begin(after('iframe'))
      },
      { signal },
    )
    drawn().showFrame(frame, openByClick)
    ours = frame.contentWindow
  }

  function openPopup(byClick: boolean): void {
    const popup = window.open(url, '_blank', popupFeatures)
    if (!popup) {
      tell({ type: 'blocked', surface: 'popup', reason: 'popup_blocked' })
      const next = after('popup')
      if (byClick && next) begin(next)
      else drawn().showBlocked(openByClick)
      return
    }
    ours = popup
    focus = () => popup.focus()
    if (mount || shell) drawn().showWaiting(focus)
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

  function openByClick(): void {
    begin('popup', true)
  }

  function redirect(): void {
    remember(session)
    // Shown again from the browser's memory by its Back button.
    window.addEventListener('pageshow', ({ persisted }) => persisted && recallKept() && visit.leave('user'), { signal })
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
    return surfaces[surfaces.indexOf(surface) + 1]
  }

  window.addEventListener(
    'message',
    (event) => {
      const clientState = readReturn(event, session.id, url.origin, ours)
      if (clientState === undefined) return
      onLoad()
      visit.comeBack(clientState)
    },
    { signal },
  )
  signal.addEventListener('abort', () => clearTimeout(stalling))
  begin(surfaces[0])
  return () => focus()
}

/** The address of the session's link. Throws a TypeError for another than a web address: one may run script in this page. */
export function addressOf({ widget_url }: RampSession): URL {
  const url = new URL(widget_url ?? '')
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`widget_url ${url}`)
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
