import { HallpassError } from '../../base/index.ts'
import type { Client, Joined } from '../../client/index.ts'
import { sleepFor } from '../../wire/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { maybeDone } from '../terminal/maybe-done.ts'

/** Who joins, as the flags say it. */
export interface WhoJoins {
  readonly name?: string | undefined
  readonly pseudonym?: boolean | undefined
}

const mayHaveJoined =
  'you may have joined all the same: before you join again, ask the instructor for your personal link'

// A class comes at the same minute, from one address.
const waitsMs = [1000, 2000, 4000, 8000, 16_000]

/**
 * Asks the server to let this machine in, and the person for a name where one is needed.
 *
 * @throws HallpassError what the server refuses; `UsageError` without a name and without a terminal
 */
export async function askServer(
  context: CommandContext,
  client: Client,
  code: string,
  known: readonly string[],
  { name: given, pseudonym }: WhoJoins,
): Promise<Joined> {
  const join = (more: WhoJoins) =>
    patiently(context, () => maybeDone(client.joinWorkshop({ code, known, ...more }), mayHaveJoined))
  try {
    return await join({ name: given, pseudonym })
  } catch (error) {
    const wantsName =
      error instanceof HallpassError && error.code === 'InvalidInput' && error.facts.name === 'name'
    if (!wantsName || given !== undefined) throw error
    if (context.ask === undefined) {
      throw new HallpassError('UsageError', 'it is not said who joins', {
        hint: 'add --name "YOUR NAME", or --pseudonym; the instructor sees it, and AWS’s own log of what you do',
        cause: error,
        facts: { name: 'name' },
      })
    }
    const name = await context.ask.text(
      'Your name? The instructor sees it, and AWS’s own log of what you do. Empty: a pseudonym.',
      (answer) => (answer.length > 200 ? 'at most 200 characters' : undefined),
    )
    return join(name.trim() === '' ? { pseudonym: true } : { name: name.trim() })
  }
}

async function patiently<T>({ output, signal }: CommandContext, ask: () => Promise<T>): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof HallpassError) || error.code !== 'RateLimited') throw error
      output.progress('many join at the same time; waiting for our turn …')
      await sleepFor(waitMs, signal)
    }
  }
  return ask()
}
