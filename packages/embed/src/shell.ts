import { css } from './style.ts'
import type { Texts } from './types.ts'

const english: Texts = {
  title: 'Buy or sell crypto',
  close: 'Close',
  openWindow: 'Open in a window',
  blocked: 'Your browser has blocked the window.',
  waiting: 'Go on in the window.',
  showWindow: 'Show the window',
  question: 'A payment is under way. It goes on if you close this.',
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
  readonly remove: () => void
}

/** What the shell asks and tells. */
export interface ShellOptions {
  readonly mount: Element | string | null | undefined
  readonly texts: Partial<Texts> | undefined
  /** True when the user is to be asked before it is closed. */
  readonly mustAsk: () => boolean
  readonly onClose: () => void
}

/**
 * Draws into `mount`, or into a dialog over the page. In a shadow tree with a style sheet of its own, so that neither the
 * page's styles nor a strict policy get in the way; no HTML is parsed. Gives the focus back to where it was when it is
 * removed. Throws a TypeError when there is no such element.
 */
export function createShell({ mount, texts: given, mustAsk, onClose }: ShellOptions): Shell {
  const texts = { ...english, ...given }
  const place = typeof mount === 'string' ? document.querySelector(mount) : (mount ?? document.body)
  if (!place) throw new TypeError(`mount: no element ${mount}`)
  const before = document.activeElement
  const host = element('div')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  const box = element(mount ? 'section' : 'dialog')
  const bar = element('header')
  const main = element('main')
  let beside: readonly HTMLElement[] = []
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]
  box.ariaLabel = texts.title
  box.append(bar, main)
  root.append(box)
  place.append(host)
  if (box instanceof HTMLDialogElement) box.showModal()

  function requestClose(event: Event): void {
    event.preventDefault()
    if (mustAsk()) ask()
    else onClose()
  }

  function showBar(): void {
    const close = button('✕', requestClose)
    close.ariaLabel = texts.close
    bar.replaceChildren(...beside, close)
  }

  function ask(): void {
    const words = element('p', texts.question)
    const stay = button(texts.stay, showBar)
    words.role = 'alert'
    bar.replaceChildren(words, stay, button(texts.close, onClose))
    stay.focus()
  }

  function show(content: HTMLElement, ...next: readonly HTMLElement[]): void {
    beside = next
    showBar()
    main.replaceChildren(content)
  }

  host.addEventListener('keydown', (event) => event.key === 'Escape' && requestClose(event))
  // The back gesture of a phone. A second one closes the dialog whatever is said to the first.
  box.addEventListener('cancel', requestClose)
  box.addEventListener('close', onClose)

  return {
    showFrame: (frame, openWindow) => {
      frame.title = texts.title
      show(frame, button(texts.openWindow, openWindow))
    },
    showBlocked: (openWindow) => show(card(texts.blocked, texts.openWindow, openWindow)),
    showWaiting: (showWindow) => show(card(texts.waiting, texts.showWindow, showWindow)),
    remove: () => {
      host.remove()
      if (before instanceof HTMLElement) before.focus()
    },
  }
}

function card(words: string, label: string, act: () => void): HTMLElement {
  const shown = element('div')
  shown.append(element('p', words), button(label, act))
  return shown
}

function button(label: string, act: (event: Event) => void): HTMLElement {
  const made = element('button', label)
  made.addEventListener('click', act)
  return made
}

function element(name: string, words = ''): HTMLElement {
  const made = document.createElement(name)
  made.textContent = words
  return made
}
