import { css } from './style.ts'
import type { RampOptions, Texts } from './types.ts'
import type { Visit } from './visit.ts'

const english: Texts = {
  title: 'Buy or sell crypto',
  close: 'Close',
  openWindow: 'Open in a window',
  blocked: 'Your browser blocked the window.',
  waiting: 'Continue in the window.',
  showWindow: 'Show the window',
  question: 'Your payment goes on if you close this.',
  stay: 'Stay',
}

/** What this package draws: a bar, and below it a frame or a card with a button. */
export interface Shell {
  /** Shows a frame, and a button for who sees nothing in it. */
  readonly showFrame: (frame: HTMLIFrameElement, openWindow: () => void) => void
  /** Says that a window was blocked, with a button that opens it. */
  readonly showBlocked: (openWindow: () => void) => void
  /** Says that there is a window, with a button that brings it to the front. */
  readonly showWaiting: (showWindow: () => void) => void
}

/** Where the shell is drawn. Throws a TypeError when there is no such element. */
export function placeOf({ mount }: RampOptions): Element {
  const place = typeof mount === 'string' ? document.querySelector(mount) : (mount ?? document.body)
  if (!place) throw new TypeError(`mount: no element ${mount}`)
  return place
}

/**
 * Draws into `place`, or into a dialog there over the page where the app named none. In a shadow tree with a style sheet of its own, so that neither the
 * page's styles nor a strict policy get in the way; no HTML is parsed. Goes when the visit is left, and gives the focus back
 * to where it was, unless the user has moved it on; asks before that while a payment is under way.
 */
export function createShell(
  place: Element,
  { mount, texts: given }: RampOptions,
  { status, leave, leaving }: Visit,
): Shell {
  const texts = { ...english, ...given }
  const before = document.activeElement
  const close = button('×', requestClose)
  const bar = element('header')
  const main = element('main')
  const box = element(mount ? 'section' : 'dialog', bar, main)
  const host = element('div')
  const sheet = new CSSStyleSheet()
  const root = host.attachShadow({ mode: 'open' })
  let showBar: () => void
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]
  root.append(box)
  place.append(host)
  box.ariaLabel = texts.title
  close.ariaLabel = texts.close

  function onClose(): void {
    leave('user')
  }

  function requestClose(event: Event): void {
    event.preventDefault()
    if (status() === 'transacting') ask()
    else onClose()
  }

  function ask(): void {
    const question = element('p', texts.question)
    const stay = button(texts.stay, showBar)
    question.role = 'alert'
    bar.replaceChildren(question, stay, button(texts.close, onClose))
    stay.focus()
  }

  function show(content: HTMLElement, first: HTMLElement, ...beside: readonly HTMLElement[]): void {
    showBar = () => bar.replaceChildren(...beside, close)
    showBar()
    main.replaceChildren(content)
    if (!(box instanceof HTMLDialogElement)) return
    if (!box.open) box.showModal()
    first.focus()
  }

  function showCard(words: string, act: HTMLElement): void {
    show(element('div', element('p', words), act), act)
  }

  host.addEventListener('keydown', (event) => event.key === 'Escape' && requestClose(event))
  // The back gesture of a phone. A second one closes the dialog whatever is said to the first.
  box.addEventListener('cancel', requestClose)
  box.addEventListener('close', onClose)
  leaving.addEventListener('abort', () => {
    host.remove()
    if (document.activeElement === document.body && before instanceof HTMLElement) before.focus()
  })

  return {
    showFrame: (frame, openWindow) => {
      frame.title = texts.title
      show(frame, frame, button(texts.openWindow, openWindow))
    },
    showBlocked: (openWindow) => showCard(texts.blocked, button(texts.openWindow, openWindow)),
    showWaiting: (showWindow) => showCard(texts.waiting, button(texts.showWindow, showWindow)),
  }
}

function button(label: string, act: (event: Event) => void): HTMLElement {
  const made = element('button', label)
  made.addEventListener('click', act)
  return made
}

function element(name: string, ...content: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(name)
  made.append(...content)
  return made
}
