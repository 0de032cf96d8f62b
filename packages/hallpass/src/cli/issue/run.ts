import { formatCredentials } from '../../format/index.ts'
import { HallpassError } from '../../base/index.ts'
import { type ConsoleLink, consoleDestination, signinEndpoint } from '../../console/index.ts'
import { checkDuration, consoleDurationBounds, type IssuedSession } from '../../issue/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import { checkMfaFlags } from '../terminal/mfa-code.ts'
import { about, jsonAnswer, linkFor, linkWords } from './answer.ts'
import type { IssueFlags } from './flags.ts'
import { tellOwnPlace } from './own-place.ts'
import { withName, withRole, type WithName } from './role.ts'
import { issueSession } from './session.ts'
import { withSource } from './source.ts'

/** `hallpass issue`: keys, a console link or a profile for a named person. */
export async function runIssue(context: CommandContext, given: IssueFlags): Promise<void> {
  checkMfaFlags(context, given, { ownDevice: true })
  if (given.each !== undefined) {
    if (given.dryRun === true) {
      throw new HallpassError('UsageError', '--dry-run does not go with --each', {
        hint: 'to see the request of one of them: --session-name NAME in the place of --each',
        facts: { name: '--dry-run' },
      })
    }
    const { issueEach } = await import('./each.ts')
    return withSource(context, await withRole(context, given), (flags) => issueEach(context, flags))
  }
  const complete = await withName(context, await withRole(context, given))
  checkFlags(complete, context)
  const { dryRun } = complete.dryRun === true ? await import('./dry-run.ts') : {}
  return withSource(context, complete, (flags) => (dryRun ?? issueOne)(context, flags))
}

async function issueOne(context: CommandContext, flags: WithName): Promise<void> {
  switch (flags.output) {
    case 'json':
      return issueJson(context, flags)
    case 'write': {
      const { issueWrite } = await import('./write.ts')
      return issueWrite(context, flags)
    }
    case 'link':
      return issueLink(context, flags)
    default: {
      const session = await issueSession(context, flags)
      context.output.result(formatCredentials(flags.output, session))
    }
  }
}

async function issueJson(context: CommandContext, flags: WithName): Promise<void> {
  const session = await issueSession(context, flags)
  let link: ConsoleLink | null = null
  if (flags.link) {
    try {
      link = await linkFromFlags(context, flags, session)
    } catch (error) {
      // The keys exist: they are printed whatever became of the link.
      if (!(error instanceof HallpassError)) throw error
      context.output.warning(`the keys were issued, the console link was not: ${error.message}`, error.hint)
      context.exitWith(exitCodes.withoutLink)
    }
  }
  context.output.result(jsonAnswer(session, link))
  context.output.aside(summary(context, session, link))
  await tellOwnPlace(context, session)
}

async function issueLink(context: CommandContext, flags: WithName): Promise<void> {
  const session = await issueSession(context, flags)
  const link = await linkFromFlags(context, flags, session)
  context.output.result(`${link.url}\n`)
  context.output.note(
    `${linkWords(link, session.credentials.expiration, context.now())}; whoever opens it is signed in`,
  )
}

async function linkFromFlags(
  context: CommandContext,
  flags: WithName,
  session: IssuedSession,
): Promise<ConsoleLink> {
  const { longTerm } = session.issuer
  if (flags.consoleDuration !== undefined && !longTerm) {
    context.output.warning(
      '--console-duration has no effect: the console session lasts as long as the keys',
      "AWS takes it only for keys made with an IAM user's own key",
    )
  }
  return linkFor(context, flags, session)
}

/** What can be refused before anything is sent, beyond what `issue()` checks itself. */
function checkFlags(flags: WithName, context: CommandContext): void {
  if (flags.consoleDuration !== undefined) {
    checkDuration(flags.consoleDuration, consoleDurationBounds, '--console-duration')
  }
  if (flags.output !== 'write') {
    if (flags.profile !== undefined) {
      throw new HallpassError(
        'UsageError',
        '--profile is the profile to write, and goes with --output write',
        {
          hint: `for the profile with your own credentials: --source-profile ${flags.profile}`,
          facts: { name: '--profile' },
        },
      )
    }
    if (flags.force) throw wrongOutput('--force', 'write')
  }
  if (!flags.link && flags.output === 'link') throw wrongOutput('--no-link', 'json')
  const { out, rate, nameColumn, handout } = flags
  for (const [flag, value] of Object.entries({
    '--out': out,
    '--rate': rate,
    '--name-column': nameColumn,
    '--handout': handout,
  })) {
    if (value !== undefined) {
      throw new HallpassError('UsageError', `${flag} goes with --each`, { facts: { name: flag } })
    }
  }
  checkLink(flags, context)
}

function wrongOutput(flag: string, output: string): HallpassError {
  return new HallpassError('UsageError', `${flag} goes with --output ${output}`, { facts: { name: flag } })
}

function checkLink(flags: WithName, context: CommandContext): void {
  const { partition } = parseRoleArn(flags.roleArn)
  consoleDestination(flags, partition)
  if (!flags.link || (flags.output !== 'json' && flags.output !== 'link')) return
  try {
    signinEndpoint(partition, context.env)
  } catch (error) {
    // With json the keys are worth having where there is no console; the link is then reported as missing.
    if (flags.output === 'json' && error instanceof HallpassError && error.code === 'ConsoleUnavailable')
      return
    throw error
  }
}

function summary(context: CommandContext, session: IssuedSession, link: ConsoleLink | null): string {
  const now = context.now()
  const left = about(session.credentials.expiration.getTime() - now.getTime())
  const keys = `keys for ${session.sessionName}, good for ${left}`
  return link ? `${keys}; ${linkWords(link, session.credentials.expiration, now)}` : keys
}
