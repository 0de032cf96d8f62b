import { HallpassError } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import { everyonePage, everyoneTable } from './handout-files.ts'
import type { HandoutFormat } from './handout-flag.ts'
import type { HandoutTally } from './handouts.ts'

/** Tells what was handed out, and what could not be. */
export function tellHandouts(
  context: CommandContext,
  done: {
    readonly tally: HandoutTally
    readonly formats: readonly HandoutFormat[]
    readonly path: string
  },
): void {
  const { output } = context
  const { tally, formats, path } = done
  const { people, links, withoutLink, unusable, ended, others } = tally
  const whose = people === 1 ? 'one person' : `${people} people`
  if (people > 0 && formats.length > 0)
    output.note(`hand-outs (${formats.join(', ')}) for ${whose} are in ${path}`)
  if (links > 0) {
    const until = new Date(context.now().getTime() + 15 * 60_000).toISOString().slice(11, 16)
    output.note(`${links} fresh console links: each works for 15 minutes, until ${until} UTC or so`)
  }
  if (people > 0 && formats.includes('html'))
    output.note(`all pages in one, to print: ${path}/${everyonePage}`)
  if (people > 0 && formats.includes('csv')) output.note(`the table for mail merge: ${path}/${everyoneTable}`)
  if (ended > 0)
    output.note(
      `${ended === 1 ? 'the keys of one have' : `the keys of ${ended} have`} ended: issue --each again, or take them away: hallpass each clean ${posixWord(path)}`,
    )
  if (others > 0) output.warning(`${others} files are in another format than json, and were passed over`)
  if (unusable.length > 0) {
    output.warning(
      `not as hallpass wrote them, and passed over: ${unusable.slice(0, 10).join(', ')}${unusable.length > 10 ? ', …' : ''}`,
      'issue --each again makes them new',
    )
    context.exitWith(exitCodes.partly)
  }
  if (people === 0) output.note('nobody in the folder has keys that are good')
  if (withoutLink === undefined) return
  const { count, error } = withoutLink
  output.warning(
    `${count} are without a console link: ${error.message}`,
    error instanceof HallpassError ? error.hint : undefined,
  )
  context.exitWith(exitCodes.withoutLink)
}
