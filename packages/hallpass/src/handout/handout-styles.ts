/** The look of a hand-out, on a screen and on A4 or Letter. */
export const styles = `:root { color-scheme: light dark; --ink: #16191f; --soft: #545b64; --line: #d5dbdb; --paper: #fff; --ground: #f2f3f3; --code: #f7f8f8; --accent: #0b62c4; --warn: #8a5a00; --warn-ground: #fff7e5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9ebed; --soft: #aab7b8; --line: #414d5c; --paper: #192534; --ground: #0f1b2a; --code: #0f1b2a; --accent: #539fe5; --warn: #ffd27a; --warn-ground: #33291a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 2rem auto; padding: 2rem 2.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
header { display: flex; flex-direction: row-reverse; justify-content: space-between; align-items: start; gap: 1rem; border-bottom: 3px solid var(--accent); margin-bottom: 1.25rem; }
h1 { margin: 0 0 1rem; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
h1 small { display: block; font-size: 0.95rem; font-weight: 400; color: var(--soft); }
h2 { margin: 1.75rem 0 0.5rem; font-size: 1.15rem; }
p { margin: 0.5rem 0; }
.group { margin: 0.15rem 0 0; padding: 0.1rem 0.75rem; border: 1px solid var(--line); border-radius: 1rem; color: var(--soft); overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.6rem 1.5rem; margin: 0 0 1.25rem; }
dt { font-size: 0.8rem; color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
code, pre { font: 0.875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre { margin: 0.5rem 0; padding: 0.75rem 1rem; background: var(--code); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; -webkit-user-select: all; }
.secret { padding: 0.6rem 1rem; border-radius: 8px; background: var(--warn-ground); color: var(--warn); }
.button { display: inline-block; padding: 0.65rem 1.4rem; border-radius: 8px; background: var(--accent); color: var(--paper); font-weight: 600; text-decoration: none; }
.button:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.paper { display: none; }
details { border-top: 1px solid var(--line); }
details:last-of-type { border-bottom: 1px solid var(--line); }
summary { padding: 0.5rem 0; cursor: pointer; font-weight: 600; }
summary small { font-weight: 400; color: var(--soft); }
@media (max-width: 40rem) { main { margin: 0; padding: 1.25rem; border: 0; border-radius: 0; } }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --ground: #fff; --code: #fff; --accent: #000; --warn: #000; --warn-ground: #fff; }
  @page { margin: 16mm; }
  body { font-size: 10.5pt; }
  main { max-width: none; margin: 0; padding: 0; border: 0; }
  main + main { break-before: page; }
  h2, summary { break-after: avoid; }
  .secret { border: 1px solid var(--line); }
  .screen, details:not([open]) { display: none; }
  .paper { display: block; }
}
`
