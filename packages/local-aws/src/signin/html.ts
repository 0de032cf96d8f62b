import { createHash } from 'node:crypto'

import type { RawResponse } from '../base/index.ts'
import { escapeXml } from '../protocol/index.ts'

/** HTML that is safe to put into a page: made by `html` only, so that nothing gets there unescaped. */
export interface Html {
  readonly html: string
}

/** A template whose values are escaped, unless they are HTML already; a list is put in one after another. */
export function html(
  parts: TemplateStringsArray,
  ...values: ReadonlyArray<string | Html | readonly Html[]>
): Html {
  let text = parts[0] ?? ''
  for (const [index, value] of values.entries()) text += render(value) + (parts[index + 1] ?? '')
  return { html: text }
}

function render(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') return escapeXml(value)
  return 'html' in value ? value.html : value.map((item) => item.html).join('')
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #f6f7f9; --card: #fff; --line: #d5dae1; --soft: #57606a; --accent: #0b5cad; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --paper: #14171b; --card: #1d2127; --line: #39414b; --soft: #a3adb8; --accent: #7db7f5; --bad: #f2928c; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 42rem; margin: 0 auto; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
section, dl { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: 0; }
section p:first-child { margin-top: 0; } section p:last-child { margin-bottom: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem; }
dt { color: var(--soft); } dd { margin: 0; }
@media (max-width: 32rem) { dl { grid-template-columns: 1fr; gap: 0; } dd:not(:last-child) { margin-bottom: .75rem; } }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; } section p + p, section ul + p { margin: 1rem 0 0; }
ul { margin: 0; padding-left: 1.25rem; } [data-field="may"] > :first-child { margin-top: 0; } li + li { margin-top: .25rem; } code { font-size: .9375rem; }
main:has(table) { max-width: 76rem; }
.filter { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; align-items: end; margin: 0 0 1.5rem; }
.filter label { display: grid; gap: .25rem; font-size: .875rem; }
input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: .375rem; padding: .4375rem .625rem; width: 100%; min-width: 0; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); font-size: .9375rem; }
caption { text-align: left; color: var(--soft); padding: 0 0 .5rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-top: 1px solid var(--line); }
td:first-child:not(.name), .event { white-space: nowrap; } .who { min-width: 14rem; } .what { min-width: 12rem; }
tr.refused td:first-child { box-shadow: inset 4px 0 var(--bad); } tr.refused b { color: var(--bad); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.sessions { list-style: none; padding: 0; margin: 0 0 1.5rem; } .sessions li { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; background: var(--card); border: 1px solid var(--line); padding: .5rem 1rem; margin: 0 0 -1px; }
.sessions li:first-child { border-radius: .5rem .5rem 0 0; } .sessions li:last-child { border-radius: 0 0 .5rem .5rem; } .sessions li:only-child { border-radius: .5rem; }
.sessions a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; } .sessions span:first-child { flex: 1 1 14rem; } .sessions li:has([aria-current]) { box-shadow: inset 4px 0 var(--accent); } section + nav { margin-top: 1.5rem; }
.link { border: 0; background: none; padding: 0; color: var(--accent); text-decoration: underline; } section form { margin: 0; } form + form { margin-top: .75rem; }
form.inline { margin: 0; } form.inline button { padding: .125rem .625rem; }
form > label { display: block; margin: 0 0 .75rem; } .name { min-width: 12rem; white-space: normal; } .pages { display: flex; gap: 1rem; } .path { color: var(--soft); }
summary { cursor: pointer; color: var(--accent); }
pre { max-height: 24rem; overflow: auto; white-space: pre-wrap; font-size: .8125rem; margin: .5rem 0 0; }
@media (max-width: 48rem) {
  thead { display: none; } table, caption, tbody, tr, td { display: block; }
  tr { border-top: 1px solid var(--line); padding: .5rem 0; } td, td:first-child, .event { border: 0; padding: .125rem .75rem; white-space: normal; }
  td:empty { display: none; } td[data-label] { display: grid; grid-template-columns: 6rem 1fr; gap: .5rem; min-width: 0; } td::before { content: attr(data-label); color: var(--soft); }
}
@media print { body { background: none; padding: 0; } form, details { display: none; } }
a { color: var(--accent); } .soft { color: var(--soft); }
form { margin-top: 2rem; }
button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: .375rem; padding: .5rem 1rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`

// In one piece: the hash in the policy below is over exactly what is between the tags.
const styleElement: Html = { html: `<style>${style}</style>` }

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A whole page. It loads nothing from anywhere, runs no script, and says nothing about itself to others. */
export function page(
  status: number,
  title: string,
  content: Html,
  headers: RawResponse['headers'] = [],
): RawResponse {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${styleElement}
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html> `
  return {
    status,
    headers: [['Content-Type', 'text/html; charset=utf-8'], ...pageHeaders, ...headers],
    body: document.html,
  }
}

/** Pages and redirects of the sign-in are for one person, and their addresses may hold a sign-in token. */
export const safetyHeaders: RawResponse['headers'] = [
  ['Cache-Control', 'no-store'],
  ['Content-Security-Policy', policy],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
]

/**
 * A browser says where a form was sent from (`Origin`) only where it may say so within the site; to others it says
 * nothing all the same.
 */
const pageHeaders = safetyHeaders.map(([name, value]): readonly [string, string] =>
  name === 'Referrer-Policy' ? [name, 'same-origin'] : [name, value],
)
