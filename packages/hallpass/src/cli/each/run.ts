import { cleanFolder, type CleanedFolder, type JournalEntry, openJournaledFolder } from '../../each/index.ts'
import { posixWord } from '../../format/index.ts'
import { checkDuration, consoleDurationBounds } from '../../issue/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import type { CleanFlags, HandoutFlags, LinksFlags } from './flags.ts'
import { type HandoutFormat, handoutFormats } from './handout-flag.ts'
import { handoutOfKind } from './handout-files.ts'
import { type HandoutTally, writeHandouts } from './handouts.ts'
import { tellHandouts } from './tell-handouts.ts'

/** `hallpass each handout` */
export async function runHandout(context: CommandContext, flags: HandoutFlags, path: string): Promise<void> {
  const formats = flags.handout ?? ['html']
  await renew(context, path, { flags, formats: () => formats, link: flags.link !== false })
}

/** `hallpass each links` */
export async function runLinks(context: CommandContext, flags: LinksFlags, path: string): Promise<void> {
  await renew(context, path, { flags, formats: formatsIn, link: true })
}

/** The hand-outs that are there are made again: their links are old. */
function formatsIn(entries: readonly JournalEntry[]): readonly HandoutFormat[] {
  const there = new Set(entries.map(({ format }) => handoutOfKind(format)))
  return handoutFormats.filter((format) => there.has(format))
}

interface Renewal {
  readonly flags: HandoutFlags
  readonly formats: (entries: readonly JournalEntry[]) => readonly HandoutFormat[]
  readonly link: boolean
}

async function renew(
  context: CommandContext,
  path: string,
  { flags, formats, link }: Renewal,
): Promise<void> {
  const { consoleDuration, force = false } = flags
  if (consoleDuration !== undefined) {
    checkDuration(consoleDuration, consoleDurationBounds, '--console-duration')
  }
  const folder = await openJournaledFolder(path, { existing: true, shared: force })
  let tally: HandoutTally
  let written: readonly HandoutFormat[]
  try {
    written = formats(folder.entries())
    tally = await writeHandouts(context, folder, { formats: written, links: link ? flags : undefined, force })
  } finally {
    await folder.close()
  }
  tellHandouts(context, { tally, formats: written, path: folder.path })
}

/** `hallpass each clean` */
export async function runClean(context: CommandContext, flags: CleanFlags, path: string): Promise<void> {
  const { output, now } = context
  const { dryRun = false, force = false } = flags
  const cleaned = await cleanFolder(path, { now, dryRun, force })
  const { removed, good, changed } = cleaned
  if (dryRun) for (const { file } of removed) output.result(`${file}\n`)
  const files = removed.length === 1 ? 'a file' : `${removed.length} files`
  output.note(
    removed.length === 0
      ? 'nothing in it has ended'
      : `${dryRun ? 'would remove' : 'removed'} ${files}${cleaned.folderRemoved ? `, and ${cleaned.path} itself` : ''}`,
  )
  if (changed.length > 0) {
    output.warning(
      `not as hallpass wrote them, and left: ${changed.map(({ file }) => file).join(', ')}`,
      'they may hold keys: look, and remove them yourself',
    )
    context.exitWith(exitCodes.partly)
  }
  if (good.length > 0) tellGood(context, good, cleaned)
  const ended = removed.filter(({ expiresAt }) => Date.parse(expiresAt) > now().getTime())
  if (ended.length > 0) {
    output.warning(
      `${dryRun ? 'there are' : 'there were'} keys in them that go on working until they end`,
      `to end them: ${revokeCommands(ended).join('\n')}`,
    )
  }
}

function tellGood({ output }: CommandContext, good: readonly JournalEntry[], { path }: CleanedFolder): void {
  const last =
    good
      .map(({ expiresAt }) => expiresAt)
      .toSorted()
      .at(-1) ?? ''
  output.note(
    `${good.length === 1 ? 'a file is' : `${good.length} files are`} still good, until ${last.slice(0, 16).replace('T', ' ')} UTC at the latest`,
  )
  output.aside(`to end their keys before: ${revokeCommands(good).join('\n')}`)
  output.aside(`to remove the files all the same: hallpass each clean ${posixWord(path)} --force`)
}

const mostNames = 10

/** The commands that end the keys of files: by name where those are few, else for everyone of the role. */
function revokeCommands(entries: readonly JournalEntry[]): readonly string[] {
  return [...new Set(entries.map(({ roleArn }) => roleArn))].map((roleArn) => {
    const ours = entries.filter((one) => one.roleArn === roleArn && one.sessionName !== '')
    const names = [...new Set(ours.map(({ sessionName }) => sessionName))]
    const whose =
      names.length > mostNames ? '--all-before now' : names.map((name) => `-s ${posixWord(name)}`).join(' ')
    return `hallpass revoke --role-arn ${posixWord(roleArn)} ${whose}`
  })
}
