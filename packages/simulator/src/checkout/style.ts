import { createHash } from 'node:crypto'
import { PROVIDER_STYLES, type ProviderStyle, styleOf } from '../data/provider-styles.ts'

const BASE = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ground: #f5f6f8; --ink: #171a21; --soft: #545c6b; --line: #dfe3e9; --edge: #868f9e;
  --on-accent: #fff; --good: #176b3a; --bad: #b3261e; --bad-ground: #fdf0ef;
  --test-ground: #fff8e6; --test-line: #b58a1b; --test-ink: #5f4500;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171b23; --ground: #0f1218; --ink: #eef1f6; --soft: #a9b2c1; --line: #2d3441; --edge: #7d8798;
    --on-accent: #0c1017; --good: #7fdc9f; --bad: #ff9c94; --bad-ground: #33191a;
    --test-ground: #221c0d; --test-line: #a98528; --test-ink: #f0d48a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Open Sans", sans-serif; -webkit-font-smoothing: antialiased; }
h1, h2 { text-wrap: balance; }
p { text-wrap: pretty; }
h1, h2, p, dl, dd, ul, ol { margin: 0; padding: 0; }
ul, ol { list-style: none; }
code, .mono { overflow-wrap: anywhere; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.875em; }
.ribbon { background: var(--test-ground); color: var(--test-ink); border-bottom: 1px dashed var(--test-line); padding: 0.5rem 1rem; font-size: 0.8125rem; text-align: center; text-wrap: balance; }
.brand { display: flex; align-items: center; gap: 0.625rem; max-width: 62rem; margin: 0 auto; padding: 1.25rem 1rem 0; font-weight: 650; font-size: 1.0625rem; letter-spacing: -0.01em; }
.mark { display: grid; place-items: center; width: 2rem; height: 2rem; border-radius: min(var(--radius), 0.75rem); background: var(--accent); color: var(--on-accent); font-size: 1rem; font-weight: 700; }
main { max-width: 62rem; margin: 0 auto; padding: 1.25rem 1rem 2rem; display: grid; gap: 1.5rem; }
main.narrow, .brand.narrow { max-width: 30rem; }
.summary h1 { font-size: 0.9375rem; font-weight: 600; color: var(--soft); line-height: 1.4; }
.headline { font-size: clamp(1.75rem, 1.2rem + 2.4vw, 2.5rem); line-height: 1.15; font-weight: 700; letter-spacing: -0.025em; margin-top: 0.35rem; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.subline { color: var(--soft); margin-top: 0.25rem; }
.lines { margin-top: 1.25rem; border-top: 1px solid var(--line); }
.lines div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
.lines dt { color: var(--soft); }
.lines dd { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.lines .total { font-weight: 650; }
.lines .total dt { color: inherit; }
.wallet { font-size: 0.8125rem; word-break: break-all; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: min(calc(var(--radius) + 0.25rem), 1rem); padding: 1.25rem; box-shadow: 0 1px 2px rgb(15 20 30 / 5%), 0 8px 24px -12px rgb(15 20 30 / 12%); }
.card > * + * { margin-top: 1rem; }
.card h1 { font-size: 1.375rem; line-height: 1.25; letter-spacing: -0.015em; }
.card h2 { font-size: 1.0625rem; line-height: 1.35; letter-spacing: -0.01em; }
.card .lines { margin-top: 1rem; }
.muted { color: var(--soft); font-size: 0.9375rem; }
.alert { background: var(--bad-ground); border: 1px solid currentColor; color: var(--bad); border-radius: min(var(--radius), 0.625rem); padding: 0.625rem 0.875rem; font-size: 0.9375rem; }
.field > label { display: block; font-size: 0.875rem; font-weight: 600; margin-bottom: 0.35rem; }
input, select { font: inherit; color: inherit; width: 100%; min-height: 2.875rem; padding: 0.5rem 0.75rem; background: var(--paper); border: 1px solid var(--edge); border-radius: min(var(--radius), 0.625rem); }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; }
.with-button { display: grid; grid-template-columns: 1fr auto; gap: 0.5rem; }
.hint { color: var(--soft); font-size: 0.8125rem; margin-top: 0.35rem; }
.method { display: flex; align-items: center; justify-content: space-between; gap: 0.75rem; padding: 0.75rem 0.875rem; border: 1px solid var(--line); border-radius: min(var(--radius), 0.625rem); background: var(--ground); }
.method strong { font-weight: 600; }
button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 2.875rem; padding: 0.5rem 1rem; font: inherit; font-weight: 600; color: inherit; text-align: center; text-decoration: none; background: var(--paper); border: 1px solid var(--edge); border-radius: min(var(--radius), 1.5rem); cursor: pointer; }
button:hover, .button:hover { border-color: var(--ink); }
.primary { width: 100%; min-height: 3.125rem; background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.primary:hover { filter: brightness(1.08); border-color: var(--accent); }
.wide { width: 100%; }
.quiet { width: 100%; border-color: transparent; background: none; color: var(--soft); font-weight: 500; text-decoration: underline; text-underline-offset: 0.2em; }
.buttons { display: grid; gap: 0.75rem; }
.buttons .primary { margin-top: 0.25rem; }
.card .buttons:has(> .quiet:last-child) { margin-bottom: -0.5rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.deposit { display: grid; gap: 1.25rem; justify-items: center; }
.deposit dl { width: 100%; }
.deposit dd { font-weight: 600; overflow-wrap: anywhere; user-select: all; }
.deposit dt { color: var(--soft); font-size: 0.875rem; }
.deposit dl div + div { margin-top: 0.75rem; }
.qr { width: 11.5rem; height: 11.5rem; border-radius: 0.5rem; border: 1px solid var(--line); }
.steps { display: grid; gap: 0.75rem; }
.steps li { display: flex; gap: 0.75rem; align-items: center; color: var(--soft); }
.steps .dot { flex: none; display: grid; place-items: center; width: 1.5rem; height: 1.5rem; border-radius: 50%; border: 2px solid var(--line); font-size: 0.8125rem; font-weight: 700; }
.steps svg { width: 0.875rem; height: 0.875rem; fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
.steps .done, .steps .now { color: var(--ink); }
.steps .done .dot { background: var(--good); border-color: var(--good); color: var(--on-accent); }
.steps .now { font-weight: 600; }
.steps .now .dot { border-color: var(--accent); }
.bank { border-top: 0.375rem solid var(--edge); }
.controls { max-width: 62rem; margin: 0 auto 2rem; padding: 0 1rem; }
.controls.narrow { max-width: 30rem; }
.panel { border: 1px dashed var(--test-line); border-radius: 0.5rem; background: var(--test-ground); color: var(--test-ink); padding: 1rem; font-size: 0.875rem; }
.panel > * + * { margin-top: 0.75rem; }
.panel h2 { font-size: 0.8125rem; text-transform: uppercase; letter-spacing: 0.06em; }
.panel button { min-height: 2.75rem; border-radius: 0.25rem; border-color: var(--test-line); background: transparent; font-weight: 500; padding: 0.35rem 0.75rem; }
.panel button:hover { border-color: currentColor; }
.panel :focus-visible { outline-color: currentColor; }
.cases { display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); }
.cases.short { grid-template-columns: repeat(auto-fill, minmax(min(100%, 8.5rem), 1fr)); }
.cases button { width: 100%; height: 100%; flex-direction: column; align-items: flex-start; gap: 0.125rem; line-height: 1.35; text-align: left; }
summary { cursor: pointer; min-height: 2.75rem; display: flex; align-items: center; font-weight: 600; text-decoration: underline; text-underline-offset: 0.2em; }
.panel dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; padding-bottom: 0.25rem; }
.panel dt { font-weight: 600; }
.panel dd { overflow-wrap: anywhere; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.8125rem; }
@media (min-width: 56rem) {
  .brand { padding-top: 2rem; }
  main.split { grid-template-columns: minmax(0, 1fr) minmax(0, 27rem); gap: 4rem; align-items: start; padding-bottom: 3rem; }
  .summary { padding-top: 1rem; }
  .card { padding: 1.75rem; }
  .cases.short { grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); }
}
@media (forced-colors: active) { .primary, .mark { border: 2px solid; } }
`

/** Of every page: one text, so that one hash in the policy lets it through. */
export const STYLE = [
  BASE,
  themeRules('body', styleOf('')),
  ...[...PROVIDER_STYLES].map(([code, style]) => themeRules(`body[data-provider="${code}"]`, style)),
].join('')

/** As a content security policy names it. */
export const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`

function themeRules(selector: string, { accent, radius }: ProviderStyle): string {
  return (
    `${selector} { --accent: ${accent.light}; --radius: ${radius}; }\n` +
    `@media (prefers-color-scheme: dark) { ${selector} { --accent: ${accent.dark}; } }\n`
  )
}
