/**
 * How the reference page looks: our bar above it, and our colours in the variables that Scalar's bundle reads. Every text
 * colour has a contrast of at least 4.5 : 1 on each of the backgrounds.
 */
export const referenceStylesheet = `:root {
  --bar: 3.5rem;
  --scalar-custom-header-height: var(--bar);
  --scalar-radius: 6px;
  --scalar-font: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --scalar-font-code: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  --page: #ffffff;
  --text: #172033;
  --soft: #4b5871;
  --line: #d8dee9;
  --accent: #1f4fd6;
}
@media (prefers-color-scheme: dark) {
  :root { --page: #0d121c; --text: #eef2f9; --soft: #b0bccf; --line: #2c374c; --accent: #8fb2ff; }
}
.light-mode {
  --page: #ffffff;
  --text: #172033;
  --soft: #4b5871;
  --line: #d8dee9;
  --accent: #1f4fd6;
  --scalar-background-1: #ffffff;
  --scalar-background-2: #f3f5f9;
  --scalar-background-3: #e6eaf2;
  --scalar-background-accent: #e8eefc;
  --scalar-color-1: #172033;
  --scalar-color-2: #4b5871;
  --scalar-color-3: #566379;
  --scalar-color-accent: #1f4fd6;
  --scalar-border-color: #d8dee9;
  --scalar-color-green: #0d6b45;
  --scalar-color-red: #a8262b;
  --scalar-color-yellow: #7a5200;
  --scalar-color-blue: #1f4fd6;
  --scalar-color-orange: #9a3d00;
  --scalar-color-purple: #6236c4;
  --scalar-color-query: #00646b;
  --scalar-link-color: #1f4fd6;
  --scalar-link-color-hover: #173ea9;
  --scalar-button-1: #1f4fd6;
  --scalar-button-1-hover: #173ea9;
  --scalar-button-1-color: #ffffff;
}
.dark-mode {
  --page: #0d121c;
  --text: #eef2f9;
  --soft: #b0bccf;
  --line: #2c374c;
  --accent: #8fb2ff;
  --scalar-background-1: #0d121c;
  --scalar-background-2: #161d2b;
  --scalar-background-3: #222c3f;
  --scalar-background-accent: #1d2b4d;
  --scalar-color-1: #eef2f9;
  --scalar-color-2: #b0bccf;
  --scalar-color-3: #9aa8be;
  --scalar-color-accent: #8fb2ff;
  --scalar-border-color: #2c374c;
  --scalar-color-green: #6fdba9;
  --scalar-color-red: #ffa3a3;
  --scalar-color-yellow: #ffd166;
  --scalar-color-blue: #8fb2ff;
  --scalar-color-orange: #ffb27a;
  --scalar-color-purple: #c9b3ff;
  --scalar-color-query: #7fd6d0;
  --scalar-link-color: #8fb2ff;
  --scalar-link-color-hover: #b4ccff;
  --scalar-button-1: #8fb2ff;
  --scalar-button-1-hover: #b4ccff;
  --scalar-button-1-color: #0b1530;
}
body { margin: 0; background: var(--page); color: var(--text); font-family: var(--scalar-font); }
.bar {
  position: sticky;
  top: 0;
  z-index: 1000;
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 1rem;
  box-sizing: border-box;
  height: var(--bar);
  padding: 0 1.25rem;
  border-bottom: 1px solid var(--line);
  background: var(--page);
  color: var(--text);
  font-size: 0.9375rem;
  white-space: nowrap;
}
.bar a { display: inline-flex; align-items: center; min-height: 2.75rem; color: var(--soft); text-decoration: none; }
.bar a:hover { color: var(--accent); text-decoration: underline; text-underline-offset: 0.18em; }
.bar :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 0.25rem; }
.bar .brand { gap: 0.625rem; color: var(--text); font-weight: 650; }
.bar .brand span { color: var(--soft); font-weight: 400; }
.bar > span { display: flex; gap: 1.25rem; }
/* On a phone, long names would widen the pane for trying an operation out beyond the screen. */
[role="dialog"] .flex-1 { min-width: 0; }
/* A section gets the focus when the address names it; a line around a whole screen says nothing. */
.section:focus-visible { outline: none; }
.plain { padding: 2rem 1.25rem; }
@media (max-width: 40em) {
  .bar { padding: 0 1rem; }
  .bar .brand span, .bar > span a + a { display: none; }
}
`
