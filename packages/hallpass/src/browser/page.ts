import { createHash } from 'node:crypto'
import { escapeHtml } from '../base/index.ts'

/** A page, and the policy under which its own style alone is taken and nothing runs. */
export interface Page {
  readonly html: string
  readonly policy: string
}

/** What the page that stays up says. */
export interface StandingPage {
  readonly title: string
  readonly lines: readonly string[]
  /** When it has nothing more to give. */
  readonly until: Date
}

const style = `
:root { color-scheme: light dark; --ink: #16202b; --paper: #f6f7f9; --accent: #0b57a4; --on-accent: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --paper: #12181f; --accent: #8ec2ff; --on-accent: #0b1622 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  font: 1.05rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { max-width: 34rem; width: 100% }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem }
p { margin: .4rem 0; overflow-wrap: anywhere }
button { font: inherit; font-weight: 600; margin: 1.25rem 0; padding: .9rem 1.4rem; min-height: 3rem; border: 0;
  border-radius: .5rem; color: var(--on-accent); background: var(--accent); cursor: pointer }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px }
`

const digest = createHash('sha256').update(style).digest('base64')

/** A page with one thing to say. */
export function messagePage(title: string, text: string): Page {
  return page(title, text === '' ? '' : `<p>${escapeHtml(text)}</p>`)
}

/** The page that stays up: who, until when, and a button. */
export function standingPage({ title, lines, until }: StandingPage): Page {
  const iso = until.toISOString()
  const shown = `${iso.slice(0, 16).replace('T', ' ')} UTC`
  return page(
    title,
    [
      ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
      '<form method="post" action="/open" target="_blank"><button>Open the AWS console</button></form>',
      `<p>The keys end at <time datetime="${iso}">${shown}</time>. Each click makes a fresh link.</p>`,
      '<p>Signed in to another account already? Sign out there first, or turn on multi-session support in the console’s account menu.</p>',
    ].join('\n'),
  )
}

function page(title: string, body: string): Page {
  return {
    html: [
      '<!doctype html>',
      '<html lang="en">',
      `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>`,
      `<style>${style}</style></head>`,
      `<body><main><h1>${escapeHtml(title)}</h1>`,
      body,
      '</main></body></html>',
      '',
    ].join('\n'),
    // The form's answer is a redirect to the console, which form-action covers too.
    policy: `default-src 'none'; style-src 'sha256-${digest}'; form-action *; base-uri 'none'; frame-ancestors 'none'`,
  }
}
