import { HallpassError } from '../../base/index.ts'
import type { ConsoleLink } from '../../console/index.ts'
import { openPeopleFolder, fileName, type FileFormat } from '../../each/index.ts'
import { credentialFormat, formatCredentials, posixWord } from '../../format/index.ts'
import type { IssuedSession } from '../../issue/index.ts'
import type { Person } from '../../people/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { jsonAnswer, linkFor } from './answer.ts'
import type { Destination } from './each-destination.ts'
import type { WithRole } from './role.ts'

/**
 * A folder with one file for each person.
 *
 * @throws HallpassError `OutputUnwritable`; `InvalidInput` for files in the way that are not as hallpass wrote them
 */
export async function folderDestination(
  context: CommandContext,
  flags: WithRole,
  place: { readonly folder: string; readonly format: FileFormat; readonly people: readonly Person[] },
): Promise<Destination> {
  const { format, people } = place
  const folder = await openPeopleFolder(place.folder, {
    roleArn: flags.roleArn,
    format,
    shared: flags.force,
  })
  const strangers = flags.force ? [] : folder.strangers(people.map(({ sessionName }) => sessionName))
  if (strangers.length > 0) {
    await folder.close()
    throw inTheWay(folder.path, strangers, format)
  }
  let withoutLink: { count: number; error: Error } | undefined
  let links = 0
  const link = async (session: IssuedSession): Promise<ConsoleLink | null> => {
    try {
      // Not called off by Ctrl-C: what was issued is written whole.
      const made = await linkFor({ env: context.env, now: context.now }, flags, session)
      links++
      return made
    } catch (error) {
      if (!(error instanceof HallpassError)) throw error
      withoutLink = { count: (withoutLink?.count ?? 0) + 1, error: withoutLink?.error ?? error }
      return null
    }
  }
  const content = async (session: IssuedSession): Promise<string> =>
    format === 'json'
      ? jsonAnswer(session, flags.link ? await link(session) : null)
      : formatCredentials(format, session)
  return {
    goodUntil: (person) => folder.goodUntil(owner(person)),
    save: async (session, person) =>
      folder.write(owner(person), await content(session), session.credentials.expiration),
    close: () => folder.close(),
    withoutLink: () => withoutLink,
    told: () => [
      `the files are in ${folder.path}, readable by you alone: hand each person theirs`,
      ...(links > 0
        ? ['the console links in new files work for 15 minutes; for another one: hallpass issue -o link']
        : []),
      ...use(folder.path, format, people[0]),
    ],
  }
}

/** What decides whether keys that were made before are what is asked for now. */
function owner(person: Person): { readonly sessionName: string; readonly asked: string } {
  const { sessionName, policy, policyArns, tags, transitiveTagKeys, sourceIdentity } = person
  const sorted = Object.entries(tags ?? {}).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return {
    sessionName,
    asked: JSON.stringify([policy, policyArns, sorted, transitiveTagKeys, sourceIdentity]),
  }
}

function use(folder: string, format: FileFormat, person: Person | undefined): string[] {
  const command = person && format !== 'json' ? credentialFormat(format).use : undefined
  if (command === undefined) return []
  return [`try one: ${command(posixWord(`${folder}/${fileName(person?.sessionName ?? '', format)}`))}`]
}

function inTheWay(folder: string, names: readonly string[], format: FileFormat): HallpassError {
  const files = names.length === 1 ? 'a file' : `${names.length} files`
  return new HallpassError(
    'InvalidInput',
    `${folder} has ${files} in the way, not as hallpass wrote them; nothing was sent`,
    {
      hint: [
        ...names.map((name) => fileName(name, format)),
        'move them away, choose another folder with --out, or replace them with --force',
      ].join('\n'),
      facts: { file: folder },
    },
  )
}
