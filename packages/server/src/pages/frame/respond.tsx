import type { Context } from 'hono'
import { html } from 'hono/html'
import { HallpassError } from 'hallpass'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Actor } from '../../actor/index.ts'
import { texts } from '../../texts/index.ts'
import { pageHeaders } from './headers.ts'
import { homeOf, Layout, Problem } from './layout.tsx'

const words = texts.frame

type Status = 200 | 400 | 401 | 403 | 404 | 409 | 429 | 500 | 502 | 503

/** Answers with a page. */
export function page(
  context: Context,
  content: JSX.Element,
  status: Status = 200,
): Response | Promise<Response> {
  for (const [name, value] of Object.entries(pageHeaders)) context.header(name, value)
  return context.html(html`<!doctype html>${content}`, status)
}

/** Sends on to another page after something was done. */
export function seeOther(context: Context, to: string, cookie?: string): Response {
  for (const [name, value] of Object.entries(pageHeaders)) context.header(name, value)
  if (cookie !== undefined) context.header('set-cookie', cookie)
  return context.redirect(to, 303)
}

/** The page for what could not be done. */
export function problemPage(
  context: Context,
  actor: Actor | undefined,
  error: unknown,
): Response | Promise<Response> {
  const known = error instanceof HallpassError ? error : undefined
  return page(
    context,
    <Layout title={words.failed} actor={actor} narrow>
      <h1>{words.failed}</h1>
      <Problem
        message={known?.message ?? words.fault}
        hint={known === undefined ? words.faultHint : known.hint}
      />
      <p>
        <a href={homeOf(actor)}>{words.back}</a>
      </p>
    </Layout>,
    statusOf(known),
  )
}

/** The status of what could not be done. */
export function statusOf(error: HallpassError | undefined): Status {
  switch (error?.code) {
    case 'NotSignedIn':
      return 401
    case 'Forbidden':
      return 403
    case 'NotFound':
      return 404
    case 'StateConflict':
    case 'WorkshopFull':
    case 'VersionConflict':
      return 409
    case 'RateLimited':
      return 429
    case 'InvalidInput':
    case 'UsageError':
      return 400
    case undefined:
      return 500
    default:
      return 502
  }
}
