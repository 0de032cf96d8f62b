import { HallpassError } from 'hallpass'
import { texts } from '../../texts/index.ts'
import { pageHeaders } from './headers.ts'
import { statusOf } from './respond.tsx'
import type { PageCall } from './tools.ts'

const mostBytes = 65_536

/**
 * What a script of ours sent.
 *
 * @throws HallpassError `InvalidInput` for what is no JSON, or too much
 */
export async function readJson({ context }: PageCall): Promise<Readonly<Record<string, unknown>>> {
  const { raw } = context.req
  const isJson = raw.headers.get('content-type')?.split(';', 1)[0] === 'application/json'
  if (!isJson || Number(raw.headers.get('content-length') ?? mostBytes + 1) > mostBytes) {
    throw new HallpassError('InvalidInput', texts.frame.tooMuch, { hint: texts.frame.tooMuchHint })
  }
  const body: unknown = await raw.json().catch(() => undefined)
  if (typeof body === 'object' && body !== null) return Object.fromEntries(Object.entries(body))
  throw new HallpassError('InvalidInput', texts.frame.fault, { hint: texts.frame.faultHint })
}

/** Answers a script of ours: also what could not be done, in the words of the pages. */
export async function answerJson(
  { tools, context }: PageCall,
  make: () => Promise<{ readonly body: object; readonly cookie?: string }>,
): Promise<Response> {
  for (const [name, value] of Object.entries(pageHeaders)) context.header(name, value)
  try {
    const { body, cookie } = await make()
    if (cookie !== undefined) context.header('set-cookie', cookie)
    return context.json(body)
  } catch (error) {
    const known = error instanceof HallpassError ? error : undefined
    if (known === undefined) tools.onFault(error, context.req.routePath)
    const { fault, faultHint } = texts.frame
    return context.json(
      { message: known?.message ?? fault, hint: (known === undefined ? faultHint : known.hint) ?? '' },
      statusOf(known),
    )
  }
}
