import { anything, type SessionFacts } from './known-session.ts'
import { words } from './words.ts'

/** What is known of a session of a role that nobody has yet. */
export function sampleSession({
  roleArn,
  roleId = 'AROA00000000000000000',
  now,
}: {
  readonly roleArn: string
  readonly roleId?: string | undefined
  readonly now: Date
}): SessionFacts {
  const [, partition = 'aws', , , account = '', path = ''] = roleArn.split(':')
  const userId = `${roleId}:${anything}`
  return {
    principal: {
      type: 'assumed-role',
      arn: `arn:${partition}:sts::${account}:assumed-role/${path.split('/').at(-1) ?? ''}/${anything}`,
      account,
      roleArn,
      userId,
    },
    known: new Map<string, readonly string[]>([
      ['aws:userid', [userId]],
      ['aws:principalarn', [roleArn]],
      ['aws:principalaccount', [account]],
      ['aws:principaltype', ['AssumedRole']],
      ['aws:principalisawsservice', ['false']],
      ['aws:viaawsservice', ['false']],
      ['aws:resourceaccount', [account]],
      ['aws:securetransport', ['true']],
      ['aws:multifactorauthpresent', ['false']],
      ['aws:tokenissuetime', [now.toISOString()]],
      ['aws:currenttime', [now.toISOString()]],
      ['aws:epochtime', [String(Math.floor(now.getTime() / 1000))]],
    ]),
    // Never there in a session of a role.
    isAbsent: (key) => key === 'aws:username',
    readVariable: (name) => (name === 'aws:userid' ? `(${words.own})` : undefined),
  }
}
