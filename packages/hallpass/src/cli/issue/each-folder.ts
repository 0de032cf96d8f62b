import { endpointForAll, HallpassError } from '../../base/index.ts'
import type { ConsoleLink } from '../../console/index.ts'
import { openPeopleFolder, fileName, type FileFormat, type KeysAbout } from '../../each/index.ts'
import { credentialFormat, formatCredentials, posixWord } from '../../format/index.ts'
import type { IssuedSession } from '../../issue/index.ts'
import type { Person } from '../../people/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { jsonAnswer, linkFor } from './answer.ts'
import type { Destination } from './each-destination.ts'
import { ownPlace } from './configured-role.ts'
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
  const handouts = flags.handout ?? []
  // With hand-outs the links are made at last, for those too whose keys stay: they work for 15 minutes.
  const linked = flags.link && handouts.length === 0
  const content = async (session: IssuedSession, person: Person): Promise<string> =>
    format === 'json'
      ? jsonAnswer(session, linked ? await link(session) : null, called(person))
      : formatCredentials(format, session)
  return {
    goodUntil: (person) => folder.goodUntil(owner(person)),
    save: async (session, person) =>
      folder.write(
        owner(person),
        await content(session, person),
        session.credentials.expiration,
        about(session, person),
      ),
    keep: (person) => folder.rename(owner(person), called(person)),
    finish: async () => {
      if (handouts.length === 0) return () => undefined
      const { writeHandouts } = await import('../each/handouts.ts')
      const { tellHandouts } = await import('../each/tell-handouts.ts')
      const { force, link: wanted } = flags
      const order = { formats: handouts, links: wanted ? flags : undefined, force }
      const tally = await writeHandouts(context, folder.files, order)
      return () => tellHandouts(context, { tally, formats: handouts, path: folder.path })
    },
    close: () => folder.close(),
    withoutLink: () => withoutLink,
    told: () => [
      `the files are in ${folder.path}, readable by you alone: hand each person theirs`,
      ...(links > 0
        ? [
            `the console links in new files work for 15 minutes; fresh ones: hallpass each links ${posixWord(folder.path)}`,
          ]
        : []),
      ...use(folder.path, format, people[0]),
    ],
  }
}

/** What a folder remembers of keys beside whose they are. */
function about(session: IssuedSession, person: Person): KeysAbout {
  return {
    ...called(person),
    region: session.region,
    endpointUrl: endpointForAll(session),
    longTerm: session.issuer.longTerm,
    durationSeconds: session.durationSeconds,
    place: ownPlace(session.roleArn, session.assumedRoleId),
  }
}

function called({ name, email, group }: Person): Pick<Person, 'name' | 'email' | 'group'> {
  return { name, email, group }
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
