import type { Context } from 'hono'
import { html } from 'hono/html'
import { HallpassError } from 'hallpass'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Actor } from '../actor/index.ts'
import { Layout, Problem } from './layout.tsx'
import { pageHeaders } from './headers.ts'

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
    <Layout title="That did not work" actor={actor} narrow>
      <h1>That did not work</h1>
      <Problem
        message={known?.message ?? 'something went wrong on the server'}
        hint={known === undefined ? 'try again in a moment' : known.hint}
      />
      <p>
        <a href={actor === undefined ? '/' : actor.kind === 'participant' ? '/pass' : '/workshops'}>Back</a>
      </p>
    </Layout>,
    statusOf(known),
  )
}

function statusOf(error: HallpassError | undefined): Status {
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

/** A field of a form, without blanks around it; empty where there is none. */
export function field(form: Readonly<Record<string, unknown>>, name: string): string {
  const value = form[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** Every value of a field that comes any number of times. */
export function fields(form: Readonly<Record<string, unknown>>, name: string): string[] {
  const value = form[name]
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  return all.filter((one) => typeof one === 'string' && one !== '').map(String)
}
