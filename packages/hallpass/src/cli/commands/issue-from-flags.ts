import { issue } from '../../issue/issue.ts'
import type { IssuedSession } from '../../issue/issuer.ts'
import type { CommandContext } from '../context.ts'
import type { IssueFlags } from './issue.ts'

/** Issues with what the flags say. */
export function issueFromFlags(context: CommandContext, flags: IssueFlags): Promise<IssuedSession> {
  return issue({
    roleArn: flags.roleArn,
    sessionName: flags.sessionName,
    durationSeconds: flags.duration,
    region: flags.region,
    sourceProfile: flags.sourceProfile,
    env: context.env,
    now: context.now,
    signal: context.signal,
  })
}
