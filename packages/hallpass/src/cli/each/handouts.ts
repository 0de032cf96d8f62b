import { HallpassError } from '../../base/index.ts'
import type { ConsoleLink } from '../../console/index.ts'
import type { JournaledFolder } from '../../each/index.ts'
import {
  type Handout,
  handoutHtml,
  type HandoutOptions,
  handoutText,
  mailMergeCsv,
} from '../../handout/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { LinksFlags } from './flags.ts'
import { everyonePage, everyoneTable, handoutKind, handoutName } from './handout-files.ts'
import type { HandoutFormat } from './handout-flag.ts'
import { type KeyFile, type KeyFiles, keyFilesIn } from './key-file.ts'
import { createLinkMaker } from './links.ts'

/** What is to be written. */
export interface HandoutOrder {
  readonly formats: readonly HandoutFormat[]
  /** What the links are made with; `undefined` for none. */
  readonly links: LinksFlags | undefined
  /** Replace files that are not ours. */
  readonly force: boolean
}

/** What was written. */
export interface HandoutTally extends Omit<KeyFiles, 'good'> {
  readonly people: number
  readonly links: number
  readonly withoutLink: { readonly count: number; readonly error: Error } | undefined
}

const atOnce = 8

/**
 * Writes hand-outs for everyone in a folder whose keys are good, each with a fresh link. Stopped halfway, the same
 * command makes them all again: no keys are issued here.
 *
 * @throws HallpassError `InvalidInput` for files in the way; `OutputUnwritable`; `Aborted`
 */
export async function writeHandouts(
  context: CommandContext,
  folder: JournaledFolder,
  { formats, links, force }: HandoutOrder,
): Promise<HandoutTally> {
  const { good, ...rest } = keyFilesIn(folder, context.now())
  if (!force) refuseStrangers(folder, good, formats)
  const options = { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
  const maker = links && createLinkMaker(context, links)
  const handouts = Array.from<Handout>({ length: good.length })
  let made = 0
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < good.length; index = next++) {
      const file = good[index]
      if (file === undefined) return
      if (context.signal.aborted)
        throw new HallpassError('Aborted', 'stopped', { hint: 'run it again: it begins anew' })
      const link = await maker?.make(file)
      if (link !== undefined) {
        made++
        await writeLink(folder, file, link)
      }
      const handout = handoutOf(file, link)
      handouts[index] = handout
      await writePages(folder, file, handout, { formats, options })
      context.output.progress(`hand-outs: ${made} of ${good.length}`)
    }
  }
  const results = await Promise.allSettled(Array.from({ length: atOnce }, work))
  for (const result of results) if (result.status === 'rejected') throw result.reason
  if (good.length > 0) await writeForAll(folder, good, handouts, { formats, options })
  return { ...rest, people: good.length, links: made, withoutLink: maker?.withoutLink() }
}

interface Pages {
  readonly formats: readonly HandoutFormat[]
  readonly options: HandoutOptions
}

async function writeLink(folder: JournaledFolder, file: KeyFile, link: ConsoleLink): Promise<void> {
  const answer = {
    ...file.answer,
    ConsoleMagicLink: link.url,
    ConsoleExpiration: link.consoleExpiration?.toISOString() ?? null,
  }
  await folder.write(file.entry, `${JSON.stringify(answer, null, 2)}\n`)
}

async function writePages(
  folder: JournaledFolder,
  { entry }: KeyFile,
  handout: Handout,
  { formats, options }: Pages,
): Promise<void> {
  const { sessionName, roleArn, asked, expiresAt } = entry
  const facts = { sessionName, roleArn, asked, expiresAt }
  for (const format of ['html', 'text'] as const) {
    if (!formats.includes(format)) continue
    const content = format === 'html' ? handoutHtml([handout], options) : handoutText(handout, options)
    await folder.write(
      { ...facts, file: handoutName(sessionName, format), format: handoutKind(format) },
      content,
    )
  }
}

async function writeForAll(
  folder: JournaledFolder,
  good: readonly KeyFile[],
  handouts: readonly Handout[],
  { formats, options }: Pages,
): Promise<void> {
  const ends = good.map(({ entry }) => entry.expiresAt).toSorted()
  const facts = {
    sessionName: '',
    roleArn: good[0]?.entry.roleArn ?? '',
    asked: '',
    expiresAt: ends.at(-1) ?? '',
  }
  if (formats.includes('html')) {
    await folder.write(
      { ...facts, file: everyonePage, format: handoutKind('html') },
      handoutHtml(handouts, options),
    )
  }
  if (formats.includes('csv')) {
    await folder.write({ ...facts, file: everyoneTable, format: handoutKind('csv') }, mailMergeCsv(handouts))
  }
}

function handoutOf({ entry, credentials }: KeyFile, link: ConsoleLink | undefined): Handout {
  const { sessionName, roleArn, about } = entry
  return {
    sessionName,
    name: about?.name,
    email: about?.email,
    group: about?.group,
    roleArn,
    keys: { credentials, region: about?.region ?? 'us-east-1', endpointUrl: about?.endpointUrl },
    link: link && { url: link.url, openUntil: link.validUntil, consoleUntil: link.consoleExpiration },
    place: about?.place,
  }
}

function refuseStrangers(
  folder: JournaledFolder,
  good: readonly KeyFile[],
  formats: readonly HandoutFormat[],
): void {
  const files = formats.flatMap((format) => {
    if (format === 'csv') return [everyoneTable]
    const own = good.map(({ entry }) => handoutName(entry.sessionName, format))
    return format === 'html' ? [...own, everyonePage] : own
  })
  const strangers = files.filter((file) => folder.isStranger(file))
  if (strangers.length === 0) return
  const some = strangers.length === 1 ? 'a file' : `${strangers.length} files`
  throw new HallpassError(
    'InvalidInput',
    `${folder.path} has ${some} in the way, not as hallpass wrote them`,
    {
      hint: [...strangers.slice(0, 10), 'move them away, or replace them with --force'].join('\n'),
      facts: { file: folder.path },
    },
  )
}
