import { Readable } from 'node:stream'
import { HallpassError } from '../../base/index.ts'
import {
  csvBounds,
  type ListColumn,
  type PeopleList,
  peopleRefusal,
  type Person,
  readPeople,
  type ReadPeopleOptions,
} from '../../people/index.ts'
import { fileReason } from '../../safe-file/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { readInput } from '../terminal/read-input.ts'
import { readStream } from '../terminal/read-stream.ts'

type ListContext = Pick<CommandContext, 'output' | 'stdin' | 'signal'>

/**
 * Reads the list of `--each`, and tells what was found in it.
 *
 * @throws HallpassError `InvalidInput` when anything in it cannot be used
 */
export async function readList(
  context: ListContext,
  options: ReadPeopleOptions & { readonly file: string },
): Promise<readonly Person[]> {
  const { output } = context
  const file = options.file === '-' ? 'standard input' : options.file
  let list: PeopleList
  const bytes = await readBytes(context, options.file)
  try {
    list = readPeople(bytes, options)
    if (list.problems.length > 0) throw peopleRefusal(file, list)
  } catch (error) {
    throw withFlag(error)
  }
  if (list.encoding === 'Windows-1252') {
    output.warning(
      `${file} is not in UTF-8, and was read as Windows-1252${example(list.people)}`,
      'if letters are wrong, save it as "CSV UTF-8"',
    )
  }
  tellColumns(output, file, list.columns)
  return list.people
}

/** A library does not know the flags of a command: they are named here. */
function withFlag(error: unknown): unknown {
  if (!(error instanceof HallpassError) || error.facts.name !== 'nameColumn') return error
  return new HallpassError(error.code, error.message, {
    hint: `${error.hint}\nwith --name-column HEADER, or its position: --name-column 2`,
    cause: error.cause,
    facts: error.facts,
  })
}

function example(people: readonly Person[]): string {
  const one = people.flatMap(({ name, group }) => [name, group]).find((text) => /[^\0-\x7f]/.test(text ?? ''))
  return one === undefined ? '' : `, e.g. ${JSON.stringify(one)}`
}

const words: Readonly<Record<string, string>> = {
  'session-name': 'session names',
  email: 'addresses',
  name: 'names',
  'first-name': 'first names',
  'last-name': 'last names',
  group: 'groups',
  duration: 'durations',
  profile: 'profiles',
  'source-identity': 'source identities',
}

/** What each column was taken for: said where a header does not say it word for word. */
function tellColumns(output: CommandContext['output'], file: string, columns: readonly ListColumn[]): void {
  const ignored = columns.filter(({ use, header }) => use === undefined && header !== '')
  const taken = columns.flatMap(({ use, header, position }) => {
    const word = words[use ?? '']
    return word === undefined ? [] : [`${word} in ${header === '' ? `column ${position}` : quoted(header)}`]
  })
  const plain = columns.every(({ use, header }) => use === undefined || use === 'tag' || use === header)
  if (columns.length > 1 && !plain) output.note(`${file}: ${taken.join(', ')}`)
  if (ignored.length === 0) return
  output.warning(
    `columns of ${file} that mean nothing here: ${ignored.map(({ header }) => quoted(header)).join(', ')}`,
  )
}

function quoted(header: string): string {
  return JSON.stringify(header.slice(0, 40))
}

/** The list, of which no more is read than may be in it; `-` is standard input. */
async function readBytes(context: ListContext, file: string): Promise<Uint8Array> {
  const { stdin, signal } = context
  const { maxBytes } = csvBounds
  if (file === '-') return readStream(stdin?.() ?? Readable.from([]), { maxBytes: maxBytes + 1, signal })
  try {
    return await readInput(context, file, { maxBytes })
  } catch (error) {
    if (error instanceof HallpassError) throw error
    throw new HallpassError('InvalidInput', `cannot read ${file}: ${fileReason(error)}`, {
      hint: '--each takes a CSV file: one name to a line, or a table with a column session-name; - is standard input, and <(…) of your shell is taken too',
      cause: error,
      facts: { name: '--each', file },
    })
  }
}
