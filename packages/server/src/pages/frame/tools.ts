import type { Context } from 'hono'
import type { Actor } from '../../actor/index.ts'
import type { Services } from '../../change/index.ts'
import type { Hearing } from '../../notifying/index.ts'
import type { AttemptRate, OpenIdSignIn, SessionCookie } from '../../signin/index.ts'

/** What the pages work with. */
export interface PagesTools {
  readonly services: Services
  readonly cookie: SessionCookie
  /** Where people reach the server: in links and QR codes. */
  readonly publicUrl: string
  readonly addressOf: (request: Request, environment: unknown) => string | undefined
  /** For what may be guessed at: codes, links. */
  readonly attempts: AttemptRate
  /** What happens, on whatever replica; nothing where pages are not live. */
  readonly hearing: Pick<Hearing, 'subscribe'> | undefined
  /** The OpenID Connect provider of staff; nothing where there is none. */
  readonly openId?: OpenIdSignIn | undefined
  readonly onFault: (error: unknown, where: string) => void
}

/** A request of a page, with who made it. */
export interface PageCall {
  readonly tools: PagesTools
  readonly context: Context
  readonly actor: Actor | undefined
  readonly address: string | undefined
}
