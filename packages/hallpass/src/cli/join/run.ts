import { HallpassError, isoSeconds, jsonText } from '../../base/index.ts'
import { createClient, type Joined } from '../../client/index.ts'
import { createJoinedLeases, joinedFolder, type JoinedLease } from '../../joined/index.ts'
import { checkConfigProfile, writeConfigProfile } from '../../profile/index.ts'
import { defaultTransport } from '../../wire/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { readStream } from '../terminal/read-stream.ts'
import { splitWarning } from '../terminal/warn-of-split.ts'
import { askServer, type WhoJoins } from './ask-server.ts'
import { leave } from './leave.ts'
import { ownCommand } from '../terminal/own-command.ts'
import { profileFor } from './profile-name.ts'
import { type JoinTarget, parseJoinTarget } from './target.ts'
import { joinedText, warnings } from './words.ts'

export interface JoinFlags extends WhoJoins {
  readonly serverUrl?: string
  readonly profile?: string
  readonly leave?: boolean
  readonly json?: boolean
}

/** `hallpass join CODE|URL`: a profile on this machine that gets a workshop's keys by itself. */
export async function runJoin(
  context: CommandContext,
  flags: JoinFlags,
  given: string | undefined,
): Promise<void> {
  const { env, output, now, signal } = context
  if (flags.leave === true) return leave(context, flags.profile ?? given)
  if (flags.name !== undefined && flags.pseudonym === true) {
    throw new HallpassError('UsageError', '--name and --pseudonym do not go together', {
      hint: 'give one of them',
      facts: { name: 'pseudonym' },
    })
  }
  // Before a seat is taken for it.
  if (flags.profile !== undefined) checkConfigProfile(flags.profile, { env })
  const leases = createJoinedLeases(joinedFolder(env))
  const before = leases.list()
  const target = parseJoinTarget(await codeOf(context, given))
  const server = serverOf(context, flags, target, before)
  const client = createClient({ url: server, transport: defaultTransport(env), signal })
  const here = before.filter((lease) => lease.server === server)
  const known = here.slice(0, mostKnown).map(({ token }) => token)
  const joined = await askServer(context, client, target.code, known, flags)
  const profile = profileFor(context, joined, flags.profile, here)
  const lease = leaseOf(joined, { server, profile, here, joinedAt: now() })
  const warnOfSplit = splitWarning(context)
  await leases.write(lease, { signal })
  const file = await writeConfigProfile(
    {
      profile,
      credentialProcess: `${ownCommand({ execPath: process.execPath, script: process.argv[1] })} process --lease ${profile}`,
      region: lease.region,
      endpointUrl: lease.endpointUrl,
    },
    { env, signal },
  )
  warnOfSplit()
  for (const [message, hint] of warnings(lease, joined)) output.warning(message, hint)
  output.result(flags.json === true ? jsonText(told(lease, joined, file)) : joinedText(lease, joined, file))
}

const mostKnown = 20

/** The code or the link: an argument, a line of standard input (`-`), or an answer on the terminal. */
async function codeOf({ ask, stdin, signal }: CommandContext, given: string | undefined): Promise<string> {
  if (given === '-' && stdin !== undefined) {
    return (await readStream(stdin(), { maxBytes: 4096, signal })).toString('utf8')
  }
  if (given !== undefined) return given
  if (ask !== undefined) {
    return ask.text('Your code, or the address or the link that you were given', (answer) =>
      answer.trim() === '' ? 'it is empty' : undefined,
    )
  }
  throw new HallpassError('UsageError', 'there is no code', {
    hint: 'hallpass join CODE, or hallpass join https://desk.example.com/join/CODE',
    facts: { name: 'CODE' },
  })
}

function serverOf(
  { env }: CommandContext,
  { serverUrl }: JoinFlags,
  target: JoinTarget,
  [last]: readonly JoinedLease[],
): string {
  const named = serverUrl ?? (env['HALLPASS_SERVER_URL'] || undefined)
  const server = (target.server ?? named ?? last?.server ?? '').replace(/\/+$/, '')
  if (server !== '') return server
  throw new HallpassError('UsageError', 'it is not said where the workshop is', {
    hint: 'add --server-url with its address, as in hallpass join CODE --server-url https://desk.example.com',
    facts: { name: 'serverUrl' },
  })
}

function leaseOf(
  { lease, workshop, region, endpointUrl, token }: Joined,
  {
    server,
    profile,
    here,
    joinedAt,
  }: {
    readonly server: string
    readonly profile: string
    readonly here: readonly JoinedLease[]
    readonly joinedAt: Date
  },
): JoinedLease {
  const own = token ?? here.find(({ leaseId }) => leaseId === lease.id)?.token
  if (own === undefined) {
    throw new HallpassError('ResponseInvalid', 'the server gave no token', {
      hint: 'is it a newer version? update hallpass, and join again',
    })
  }
  return {
    profile,
    server,
    token: own,
    leaseId: lease.id,
    workshopId: workshop.id,
    workshop: workshop.name,
    participant: lease.participant.name,
    sessionName: lease.sessionName,
    region,
    endpointUrl: endpointUrl ?? undefined,
    endsAt: new Date(lease.endsAt),
    timeZone: workshop.timeZone,
    joinedAt,
  }
}

function told(lease: JoinedLease, joined: Joined, file: string): object {
  const { token: _, joinedAt: __, endsAt, ...rest } = lease
  return { ...rest, endsAt: isoSeconds(endsAt), state: joined.lease.state, file }
}
