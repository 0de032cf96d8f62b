import { HallpassError } from '../base/index.ts'
import { awsSentence, isMfaRefusal } from '../caller/index.ts'
import { hasAwsCode } from '../iam/index.ts'
import type { SessionRequest } from '../issue/index.ts'
import { child, childText } from '../query/index.ts'
import type { RoleArn } from '../settings/index.ts'
import type { KnownCaller } from './check-caller.ts'
import { type Finding, type Notebook, WrongFound } from './diagnosis.ts'
import type { CallIam } from '../iam/index.ts'
import { simulateOwn } from './simulate.ts'
import { judgeTrust } from './trust.ts'

export interface Denied {
  readonly error: HallpassError
  readonly role: RoleArn
  readonly known: KnownCaller
  readonly request: SessionRequest
  readonly iam: CallIam
  readonly now: Date
  readonly notebook: Notebook
}

/**
 * Finds out why AssumeRole was denied, from what may be read: the sentence of the denial, the role, its trust, and a
 * simulation of the caller's own policies. Always ends the walk.
 */
export async function explainDenial(denied: Denied): Promise<never> {
  const { error, role, known, iam, notebook } = denied
  const sentence = awsSentence(error) ?? ''
  if (isMfaRefusal(error)) {
    throw new WrongFound('session', { cause: 'mfa-code-refused', saw: sentence, hint: error.hint })
  }
  const action = / perform: (sts:\w+)/.exec(sentence)?.[1] ?? 'sts:AssumeRole'
  const unread: string[] = []
  const callerRole = known.kind === 'assumed-role' ? (known.identity.arn.split('/')[1] ?? '') : undefined
  const sameAccount = role.account === known.identity.account
  if (callerRole === role.roleName && sameAccount) {
    throw new WrongFound('caller', {
      cause: 'caller-is-the-role',
      saw: `the credentials are a session of ${role.roleName} itself, and its trust policy does not name it`,
      hint: 'use the credentials that issued them: --source-profile NAME',
    })
  }
  const trust = sameAccount ? await readTrust(denied, unread) : undefined
  if (!sameAccount) {
    unread.push(`the role: it is in account ${role.account}, and you are in ${known.identity.account}`)
    notebook.unknown('role', unread.at(-1) ?? '')
  }
  let byAccount = true
  if (trust !== undefined) {
    const verdict = await judgeTrust({
      ...denied,
      document: trust,
      callerRoleArn: callerRole === undefined ? undefined : await ownRoleArn(iam, callerRole),
      action,
    })
    if (verdict.kind === 'refuses') throw new WrongFound('trust', verdict.finding)
    if (verdict.kind === 'unknown') {
      unread.push(`the trust policy: ${verdict.why}`)
      notebook.unknown('trust', verdict.why)
    } else {
      byAccount = verdict.byAccount
      notebook.good('trust', byAccount ? 'lets the account in' : 'names you')
    }
  }
  const own = await simulateOwn(iam, known, role, action)
  if (own.finding !== undefined) throw new WrongFound('permission', own.finding)
  if (own.unread !== undefined) {
    unread.push(own.unread)
    notebook.unknown('permission', own.unread)
  } else {
    notebook.good('permission', `your own policies allow ${action}`)
  }
  throw new WrongFound('session', unexplained(action, sentence, unread, byAccount))
}

async function readTrust({ role, iam, notebook }: Denied, unread: string[]): Promise<string | undefined> {
  try {
    const answer = child(await iam('GetRole', { RoleName: role.roleName }), 'Role')
    const arn = childText(answer, 'Arn') ?? ''
    if (arn !== role.arn) {
      throw new WrongFound('role', {
        cause: 'role-missing',
        saw: `there is no role ${role.arn}: the role of that name is ${arn}`,
        hint: `use its whole arn: --role-arn ${arn}`,
      })
    }
    notebook.good('role', `${role.arn} exists`)
    return decodeURIComponent(childText(answer, 'AssumeRolePolicyDocument') ?? '')
  } catch (error) {
    if (hasAwsCode(error, 'NoSuchEntity')) {
      throw new WrongFound('role', {
        cause: 'role-missing',
        saw: `there is no role ${role.roleName} in account ${role.account}`,
        hint: [
          "those there are: aws iam list-roles --query 'Roles[].Arn'",
          'to make one: hallpass setup apply',
        ].join('\n'),
      })
    }
    if (!(error instanceof HallpassError)) throw error
    unread.push('the role and its trust policy: iam:GetRole is not allowed to you')
    notebook.unknown('role', 'could not be read: iam:GetRole is not allowed to you')
    return undefined
  }
}

/** The caller's role with its path, which the session's ARN leaves out. */
async function ownRoleArn(iam: CallIam, name: string): Promise<string | undefined> {
  try {
    return childText(child(await iam('GetRole', { RoleName: name }), 'Role'), 'Arn')
  } catch (error) {
    if (error instanceof HallpassError) return undefined
    throw error
  }
}

function unexplained(
  action: string,
  sentence: string,
  unread: readonly string[],
  byAccount: boolean,
): Finding {
  const tagging = action === 'sts:TagSession' || action === 'sts:SetSourceIdentity'
  return {
    cause:
      action === 'sts:TagSession'
        ? 'tags-not-allowed'
        : action === 'sts:SetSourceIdentity'
          ? 'source-identity-not-allowed'
          : 'refused-unexplained',
    saw: sentence,
    hint: [
      ...(tagging ? [`the role's trust policy, and your own policies, have to allow ${action} too`] : []),
      ...(unread.length > 0
        ? [
            'could not be read:',
            ...unread.map((line) => `- ${line}`),
            'run this with credentials that may read it',
          ]
        : [
            byAccount
              ? 'trust and permission allow it: a service control policy, a boundary or a condition on the network may not'
              : 'trust allows it: a service control policy, or a condition that AWS alone sees, may not',
          ]),
    ].join('\n'),
  }
}
