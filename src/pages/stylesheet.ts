import { accentDeclarations, darkGround, lightGround, ownAccent } from './palette.ts'

/**
 * The stylesheet of all pages. Sizes are in rem so that zoom and larger system fonts work; sides are logical, so that
 * pages read from either; every text has a contrast of at least 4.5 : 1 on its background in both schemes; nothing moves
 * unless the user accepts motion. A tenant's own stylesheet (`brand.ts`) follows it and sets the accent's colours anew.
 *
 * On a narrow screen, and in the frame of an app, the page is one sheet whose actions are at its end, within a thumb's
 * reach; on a wide one it is a card.
 */
export const stylesheet = `:root {
  color-scheme: light dark;
  --page: ${lightGround.page};
  --card: ${lightGround.card};
  --line: #dbe1eb;
  --text: #141b2b;
  --soft: #4b5871;
  ${accentDeclarations(ownAccent, lightGround)}
  --good: #0d6b45;
  --good-back: #e0f5ea;
  --bad: #a8262b;
  --bad-back: #fce9e9;
  --shadow: 0 1px 2px rgb(16 24 40 / 5%), 0 16px 40px -8px rgb(16 24 40 / 10%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: ${darkGround.page};
    --card: ${darkGround.card};
    --line: #2b364a;
    --text: #eef2f9;
    --soft: #b0bccf;
    ${accentDeclarations(ownAccent, darkGround)}
    --good: #6fdba9;
    --good-back: #12382a;
    --bad: #ffa3a3;
    --bad-back: #45191d;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%);
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; -webkit-tap-highlight-color: transparent; }
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: flex;
  flex-direction: column;
  align-items: center;
  padding: clamp(1rem, 5vw, 3rem) clamp(0.75rem, 4vw, 2rem);
  background: var(--page);
  color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
:lang(ar) { line-height: 1.75; }
:lang(ja) { line-height: 1.75; line-break: strict; word-break: auto-phrase; }
:lang(ko) { word-break: keep-all; }
[lang="en"] { line-height: 1.55; word-break: normal; }
h1:lang(de) { hyphens: auto; hyphenate-limit-chars: 14 6 6; }

h1 { margin: 0 0 0.75rem; font-size: clamp(1.375rem, 5vw, 1.625rem); line-height: 1.25; font-weight: 650; letter-spacing: -0.014em; text-wrap: balance; }
h1:lang(ar) { line-height: 1.5; letter-spacing: 0; }
h1:lang(ja), h1:lang(ko) { line-height: 1.4; letter-spacing: 0; }
h2 { margin: 2rem 0 0.375rem; font-size: 1.0625rem; line-height: 1.35; font-weight: 650; }
p { margin: 0 0 0.75rem; text-wrap: pretty; }
a { color: var(--accent); text-underline-offset: 0.18em; border-radius: 0.25rem; }
a:hover { color: var(--accent-strong); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
code { font: 0.9375em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }

.brand { display: flex; align-items: center; justify-content: center; gap: 0.625rem; max-width: 100%; min-height: 2.25rem; margin-block-end: 1.5rem; font-size: 1.0625rem; font-weight: 650; letter-spacing: -0.008em; }
.brand picture { display: flex; flex: none; max-width: 100%; }
.brand img { display: block; width: auto; max-width: min(100%, 12rem); height: 2.25rem; object-fit: contain; }

.card {
  width: 100%;
  max-width: 27rem;
  padding: 2.5rem 2.25rem 2.25rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 1.25rem;
  box-shadow: var(--shadow);
  text-align: center;
}
.words > :last-child { margin-block-end: 0; }
.icon { display: block; width: 3.5rem; height: 3.5rem; margin: 0 auto 1.25rem; fill: none; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.icon circle { stroke: none; }
.icon-calm { stroke: var(--accent); }
.icon-calm circle { fill: var(--accent-back); }
.icon-good { stroke: var(--good); }
.icon-good circle { fill: var(--good-back); }
.icon-bad { stroke: var(--bad); }
.icon-bad circle { fill: var(--bad-back); }
[dir="rtl"] .icon-turned { transform: scaleX(-1); }
.card p { text-wrap: balance; }
.card .next { color: var(--soft); }
.next a { display: inline-flex; align-items: center; min-height: 2.75rem; padding-inline: 0.25rem; }
.card .note { margin: 1.25rem 0 0; padding: 0.625rem 0.875rem; border-radius: 0.75rem; background: var(--accent-back); font-size: 0.875rem; }

.trade { margin: 1.5rem 0 0; border-block: 1px solid var(--line); font-size: 0.9375rem; }
.trade + p { margin-block-start: 1.25rem; }
.trade div { display: flex; flex-wrap: wrap; justify-content: space-between; column-gap: 1.5rem; padding: 0.625rem 0; }
.trade div + div { border-block-start: 1px solid var(--line); }
.trade dt { color: var(--soft); text-align: start; }
.trade dd { margin: 0; font-weight: 600; text-align: end; font-variant-numeric: tabular-nums; }

.actions { display: flex; flex-direction: column; gap: 0.75rem; margin-block-start: 1.75rem; }
.button {
  display: flex;
  align-items: center;
  justify-content: center;
  width: 100%;
  min-height: 3rem;
  padding: 0.625rem 1.25rem;
  border: 1px solid var(--edge);
  border-radius: 0.75rem;
  background: var(--fill);
  color: var(--on-fill);
  font: inherit;
  font-weight: 600;
  text-decoration: none;
  cursor: pointer;
}
.button:hover { background: var(--fill-strong); color: var(--on-fill); }
.button.quiet { border-color: var(--line); background: transparent; color: var(--accent); }
.button.quiet:hover { border-color: var(--accent); color: var(--accent-strong); }

.support { width: 100%; max-width: 27rem; margin-block-start: 1.5rem; color: var(--soft); font-size: 0.875rem; line-height: 1.5; text-align: center; }
.support p { margin: 0; text-wrap: balance; }
.support code { user-select: all; -webkit-user-select: all; }
.support .code { display: inline-block; margin-block-start: 0.375rem; padding: 0.125rem 0.75rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--card); color: var(--text); font-size: 1rem; font-weight: 600; letter-spacing: 0.06em; }
.support a { display: inline-flex; align-items: center; min-height: 2.75rem; padding-inline: 0.5rem; }

.top { width: 100%; max-width: 44rem; margin-bottom: 1rem; }
.top a, .top span { display: inline-flex; align-items: center; min-height: 2.75rem; padding: 0 0.25rem; color: var(--soft); font-weight: 600; }
.top a { color: var(--accent); }
.sheet { width: 100%; max-width: 44rem; padding: clamp(1.5rem, 5vw, 2.75rem) clamp(1.25rem, 5vw, 2.75rem); background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem; box-shadow: var(--shadow); }
.sheet h1 { font-size: clamp(1.5rem, 5vw, 2rem); }
.sheet p, .sheet ul { max-width: 38rem; }
.sheet ul { margin: 0 0 0.75rem; padding-inline-start: 1.25rem; }
.sheet li { margin-bottom: 0.25rem; }
.tags { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0 0 1rem; padding: 0; }
.tag { padding: 0.125rem 0.625rem; border-radius: 999px; background: var(--accent-back); color: var(--accent); font-size: 0.875rem; font-weight: 600; }
.tag code { font-weight: 600; }
pre { margin: 0.5rem 0 0; padding: 1rem 1.125rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--page); white-space: pre-wrap; }
.sheet ul.codes { max-width: none; margin: 0.75rem 0 0; padding: 0; list-style: none; }
.codes li { margin: 0; padding: 0.5rem 0 0.75rem; border-top: 1px solid var(--line); }
.codes a { display: flex; flex-wrap: wrap; align-items: center; column-gap: 0.75rem; min-height: 2.75rem; text-decoration: none; font-weight: 600; }
.codes a:hover { text-decoration: underline; }
.codes a code, .codes a span { flex: 1 1 100%; }
.codes p { margin: 0; color: var(--soft); }

@media (min-width: 30em) {
  body::before, body::after { content: ""; flex: 1 0 0; }
  body::after { flex-grow: 1.4; }
}
@media (max-width: 29.99em) {
  .card-page { --page: var(--card); padding: 1.25rem 1.25rem max(1.25rem, env(safe-area-inset-bottom)); }
  .card { display: flex; flex: 1 0 auto; flex-direction: column; padding: 0; border: 0; border-radius: 0; box-shadow: none; }
  .words { margin-block: auto; padding-block: 1.5rem; }
  .actions { margin-block-start: 0.5rem; }
}
@media (min-width: 40em) {
  .codes a code { flex: 0 0 9.5rem; }
  .codes a span { flex: 1 1 0; }
}
@media (prefers-reduced-motion: no-preference) {
  .button { transition: background-color 120ms ease, border-color 120ms ease; }
}
@media (prefers-contrast: more) {
  :root { --soft: var(--text); --line: currentcolor; }
}
@media (forced-colors: active) {
  .button { border-color: ButtonText; }
  .button.quiet { border-color: GrayText; }
  .icon { stroke: CanvasText; }
  .icon circle { fill: Canvas; stroke: CanvasText; }
}
`
