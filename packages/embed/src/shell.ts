import { css } from './style.ts'
import type { Texts } from './types.ts'

const english: Texts = {
  title: 'Buy or sell crypto',
  close: 'Close',
  openWindow: 'Open in a window',
  blocked: 'Your browser has blocked the window of the payment page.',
  waiting: 'Go on in the window that has opened.',
  showWindow: 'Show the window',
  question: 'A payment is under way. It goes on if you close this, but you will not see the provider’s page any more.',
  stay: 'Stay',
  leave: 'Close anyway',
}

/** What this package draws: a bar, and below it a frame or a card with a button. */
export interface Shell {
  readonly texts: Texts
  /** Shows a frame, and a button beside it that does something else. */
  readonly showFrame: (frame: HTMLIFrameElement, label: string, act: () => void) => void
  /** Shows some words and a button. */
  readonly showCard: (words: string, label: string, act: () => void) => void
  readonly remove: () => void
}

/** What the shell asks and tells. */
export interface ShellOptions {
  readonly mount: Element | string | undefined
  readonly texts: Partial<Texts> | undefined
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
  if (!place) throw new TypeError(`openRamp: no element matches the mount ${JSON.stringify(mount)}`)
  const before = document.activeElement
  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]
  const box = document.createElement(mount ? 'section' : 'dialog')
  box.ariaLabel = texts.title
  const bar = document.createElement('header')
  const content = document.createElement('main')
  box.append(bar, content)
  root.append(box)
  place.append(host)
  if (box instanceof HTMLDialogElement) box.showModal()

  let side: HTMLElement[] = []

  function requestClose(): void {
    if (mustAsk()) ask()
    else onClose()
  }

  function showBar(): void {
    const close = button('✕', requestClose)
    close.ariaLabel = texts.close
    bar.replaceChildren(...side, close)
  }

  function ask(): void {
    const words = text(texts.question)
    words.role = 'alert'
    const stay = button(texts.stay, showBar)
    bar.replaceChildren(words, stay, button(texts.leave, onClose))
    stay.focus()
  }

  function show(next: HTMLElement[], ...shown: HTMLElement[]): void {
    side = next
    showBar()
    content.replaceChildren(...shown)
  }

  host.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    requestClose()
  })
  // The back gesture of a phone; a second one in a row closes the dialog whatever is said here.
  box.addEventListener('cancel', (event) => {
    event.preventDefault()
    requestClose()
  })
  box.addEventListener('close', onClose)

  return {
    texts,
    showFrame: (frame, label, act) => show([button(label, act)], frame),
    showCard: (words, label, act) => {
      const card = document.createElement('div')
      const main = button(label, act)
      card.append(text(words), main)
      show([], card)
      if (!mount) main.focus()
    },
    remove: () => {
      host.remove()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    },
  }
}

function text(words: string): HTMLElement {
  const element = document.createElement('p')
  element.textContent = words
  return element
}

function button(label: string, act: () => void): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = label
  element.addEventListener('click', act)
  return element
}
