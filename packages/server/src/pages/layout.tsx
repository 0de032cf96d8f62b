import type { Child } from 'hono/jsx'
import type { Actor } from '../actor/index.ts'

interface LayoutProps {
  readonly title: string
  readonly actor?: Actor | undefined
  /** For forms and reading; tables take the whole width. */
  readonly narrow?: boolean
  /** A script of ours that makes the page live. It works without. */
  readonly script?: 'room' | 'pass' | 'link'
  readonly children?: Child
}

/** The frame of every page. */
export function Layout({ title, actor, narrow = false, script, children }: LayoutProps) {
  const staff = actor?.kind === 'admin' || actor?.kind === 'instructor'
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title} · Hallpass</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/hallpass.css" />
        {script === undefined ? undefined : <script type="module" src={`/assets/${script}.js`}></script>}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="top">
          <a class="mark" href={actor === undefined ? '/' : staff ? '/workshops' : '/pass'}>
            Hallpass
          </a>
          {staff ? (
            <nav aria-label="Pages">
              <a href="/workshops">Workshops</a>
              <a href="/health">Health</a>
            </nav>
          ) : undefined}
          {actor === undefined ? undefined : (
            <form method="post" action="/sign-out">
              <button class="quiet">Sign out{'name' in actor ? ` (${actor.name})` : ''}</button>
            </form>
          )}
        </header>
        <main id="main" class={narrow ? 'narrow' : ''}>
          {children}
        </main>
        <footer>Temporary AWS access, under each person’s own name.</footer>
      </body>
    </html>
  )
}

/** A message that something is not as it was wanted, and what to do. */
export function Problem({ message, hint }: { readonly message: string; readonly hint?: string | undefined }) {
  return (
    <div class="note bad" role="alert">
      <strong>{sentence(message)}</strong>
      {hint === undefined ? undefined : <div>{sentence(hint)}</div>}
    </div>
  )
}

/** Messages are written in lower case for a terminal. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}
