import { type Html, html } from './html.ts'

/** The icon above a page's heading. Decoration only: the words beside it say the same. */
export type Icon = 'info' | 'clock' | 'done' | 'failed' | 'unknown' | 'back'

const strokes: Readonly<Record<Icon, Html>> = {
  info: html`<path d="M12 11v5.5"/><path d="M12 7.5v.01"/>`,
  clock: html`<path d="M12 7v5.5l3.5 2"/>`,
  done: html`<path d="m8 12.4 2.8 2.8L16 9.6"/>`,
  failed: html`<path d="m9 9 6 6"/><path d="m15 9-6 6"/>`,
  unknown: html`<path d="M9.6 9.4a2.5 2.5 0 1 1 3.6 2.5c-.8.4-1.2.9-1.2 1.7v.2"/><path d="M12 16.6v.01"/>`,
  back: html`<path d="M16 12H8.5"/><path d="m11.5 8.8-3.2 3.2 3.2 3.2"/>`,
}

const colours: Readonly<Record<Icon, string>> = {
  info: 'calm',
  clock: 'calm',
  done: 'good',
  failed: 'bad',
  unknown: 'calm',
  back: 'calm',
}

/** The icon as inline SVG, hidden from screen readers. An arrow points the other way where text runs from the right. */
export function renderIcon(icon: Icon): Html {
  return html`<svg class="icon icon-${colours[icon]}${icon === 'back' && ' icon-turned'}" viewBox="0 0 24 24" width="48" height="48" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="10"/>${strokes[icon]}</svg>`
}
