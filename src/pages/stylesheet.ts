/**
 * The one stylesheet. Sizes are in rem so that zoom and larger system fonts work; every text colour has a contrast of
 * at least 4.5 : 1 on its background in both schemes; nothing moves unless the user accepts motion.
 */
export const stylesheet = `:root {
  color-scheme: light dark;
  --page: #f3f5f9;
  --card: #ffffff;
  --line: #d8dee9;
  --text: #172033;
  --soft: #4b5871;
  --accent: #1f4fd6;
  --accent-strong: #173ea9;
  --on-accent: #ffffff;
  --calm: #1f4fd6;
  --calm-back: #e8eefc;
  --good: #0d6b45;
  --good-back: #e0f5ea;
  --bad: #a8262b;
  --bad-back: #fce9e9;
  --shadow: 0 1px 2px rgb(16 24 40 / 6%), 0 12px 32px rgb(16 24 40 / 8%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d121c;
    --card: #161d2b;
    --line: #2c374c;
    --text: #eef2f9;
    --soft: #b0bccf;
    --accent: #8fb2ff;
    --accent-strong: #b4ccff;
    --on-accent: #0b1530;
    --calm: #8fb2ff;
    --calm-back: #1d2b4d;
    --good: #6fdba9;
    --good-back: #12382a;
    --bad: #ffa3a3;
    --bad-back: #45191d;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%);
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
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
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
body::before, body::after { content: ""; flex: 1 0 0; }
body::after { flex-grow: 1.4; }

.card {
  width: 100%;
  max-width: 27rem;
  padding: clamp(1.5rem, 6vw, 2.5rem) clamp(1.25rem, 6vw, 2.25rem);
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 1.25rem;
  box-shadow: var(--shadow);
  text-align: center;
}
.icon { display: block; width: 3.25rem; height: 3.25rem; margin: 0 auto 1.25rem; fill: none; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.icon circle { stroke: none; }
.icon-calm { stroke: var(--calm); }
.icon-calm circle { fill: var(--calm-back); }
.icon-good { stroke: var(--good); }
.icon-good circle { fill: var(--good-back); }
.icon-bad { stroke: var(--bad); }
.icon-bad circle { fill: var(--bad-back); }
h1 { margin: 0 0 0.75rem; font-size: clamp(1.375rem, 5vw, 1.625rem); line-height: 1.25; font-weight: 650; letter-spacing: -0.012em; text-wrap: balance; }
h2 { margin: 2rem 0 0.375rem; font-size: 1.0625rem; line-height: 1.35; font-weight: 650; }
p { margin: 0 0 0.75rem; text-wrap: pretty; }
.card p { text-wrap: balance; }
.card .next { color: var(--soft); }
.card > :last-child { margin-bottom: 0; }
.card .calm-note { margin: 1.25rem 0 0; padding: 0.625rem 0.75rem; border-radius: 0.75rem; background: var(--calm-back); font-size: 0.875rem; }
a { color: var(--accent); text-underline-offset: 0.18em; border-radius: 0.25rem; }
a:hover { color: var(--accent-strong); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }

.actions > :first-child, .actions > [hidden] + .button { margin-top: 1.75rem; }
.button {
  display: flex;
  align-items: center;
  justify-content: center;
  width: 100%;
  min-height: 3rem;
  margin-top: 0.75rem;
  padding: 0.625rem 1.25rem;
  border: 1px solid transparent;
  border-radius: 0.75rem;
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
  text-decoration: none;
  cursor: pointer;
}
.button:hover { background: var(--accent-strong); color: var(--on-accent); }
.button.quiet { border-color: var(--line); background: transparent; color: var(--accent); }
.button.quiet:hover { border-color: var(--accent); color: var(--accent-strong); }

.support { width: 100%; max-width: 27rem; margin: 1.25rem 0 0; color: var(--soft); font-size: 0.8125rem; line-height: 1.5; text-align: center; }
.support p { margin: 0; }
code { font: 0.9375em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }

.top { width: 100%; max-width: 44rem; margin-bottom: 1rem; }
.top a, .top span { display: inline-flex; align-items: center; min-height: 2.75rem; padding: 0 0.25rem; color: var(--soft); font-weight: 600; }
.top a { color: var(--accent); }
.sheet { width: 100%; max-width: 44rem; padding: clamp(1.5rem, 5vw, 2.75rem) clamp(1.25rem, 5vw, 2.75rem); background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem; box-shadow: var(--shadow); }
.sheet h1 { font-size: clamp(1.5rem, 5vw, 2rem); }
.sheet p, .sheet ul { max-width: 38rem; }
.sheet ul { margin: 0 0 0.75rem; padding-left: 1.25rem; }
.sheet li { margin-bottom: 0.25rem; }
.tags { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0 0 1rem; padding: 0; }
.tag { padding: 0.125rem 0.625rem; border-radius: 999px; background: var(--calm-back); color: var(--calm); font-size: 0.875rem; font-weight: 600; }
.tag code { font-weight: 600; }
pre { margin: 0.5rem 0 0; padding: 1rem 1.125rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--page); white-space: pre-wrap; }
.sheet ul.codes { max-width: none; margin: 0.75rem 0 0; padding: 0; list-style: none; }
.codes li { margin: 0; padding: 0.5rem 0 0.75rem; border-top: 1px solid var(--line); }
.codes a { display: flex; flex-wrap: wrap; align-items: center; column-gap: 0.75rem; min-height: 2.75rem; text-decoration: none; font-weight: 600; }
.codes a:hover { text-decoration: underline; }
.codes a code, .codes a span { flex: 1 1 100%; }
.codes p { margin: 0; color: var(--soft); }
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
}
`
