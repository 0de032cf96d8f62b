import type { Child } from 'hono/jsx'
import type { Actor } from '../../actor/index.ts'
import { texts } from '../../texts/index.ts'
import { assetAddress } from './assets.ts'

interface LayoutProps {
  readonly title: string
  readonly actor?: Actor | undefined
  /** For forms and reading; tables take the whole width. */
  readonly narrow?: boolean
  /** A script of ours that makes the page live. It works without. */
  readonly script?: 'room' | 'pass' | 'passkey' | 'link' | 'workshop'
  /** What that script has to know, by the name of a `data-` attribute. */
  readonly data?: Readonly<Record<string, string>>
  readonly children?: Child
}

const words = texts.frame

/** The frame of every page. */
export function Layout({ title, actor, narrow = false, script, data = {}, children }: LayoutProps) {
  const staff = actor?.kind === 'admin' || actor?.kind === 'instructor'
  return (
    <html lang={texts.lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{words.title(title)}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={assetAddress('hallpass.css')} />
        {script === undefined ? undefined : (
          <script type="module" src={assetAddress(`${script}.js`)}></script>
        )}
      </head>
      <body>
        <a class="skip" href="#main">
          {words.skip}
        </a>
        <header class="top">
          <a class="mark" href={homeOf(actor)}>
            {words.product}
          </a>
          {staff ? (
            <nav aria-label={words.pages}>
              <a href="/workshops">{words.workshops}</a>
              <a href="/health">{words.health}</a>
              {actor.kind === 'admin' ? <a href="/staff">{words.staff}</a> : undefined}
              <a href="/account">{words.account}</a>
            </nav>
          ) : undefined}
          {actor === undefined ? undefined : (
            <form method="post" action="/sign-out">
              <button class="quiet">{words.signOut('name' in actor ? actor.name : undefined)}</button>
            </form>
          )}
        </header>
        <main
          id="main"
          class={narrow ? 'narrow' : ''}
          {...Object.fromEntries(Object.entries(data).map(([name, value]) => [`data-${name}`, value]))}
        >
          {children}
        </main>
        <footer>{words.footer}</footer>
      </body>
    </html>
  )
}

/** The page that somebody starts from. */
export function homeOf(actor: Actor | undefined): string {
  if (actor === undefined) return '/'
  return actor.kind === 'participant' ? '/pass' : '/workshops'
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
