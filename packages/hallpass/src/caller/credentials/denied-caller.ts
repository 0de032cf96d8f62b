import type { HallpassError } from '../../base/index.ts'
import type { RoleArn } from '../../settings/index.ts'

/**
 * What a denial gives away of who was denied: AWS's sentence begins with his ARN.
 *
 * Source: "Troubleshooting access denied error messages", IAM user guide.
 */
export function deniedCaller({ code, facts }: HallpassError): DeniedCaller | undefined {
  if (code !== 'AccessDenied') return undefined
  const match = /^User: (arn:[\w-]+:(?:iam|sts)::(\d{12}):(\S+)) is not authorized/.exec(
    facts.awsMessage ?? '',
  )
  const [, arn, account, resource = ''] = match ?? []
  if (arn === undefined || account === undefined) return undefined
  return { arn, account, roleName: /^assumed-role\/([^/]+)\//.exec(resource)?.[1] }
}

/** Who was denied. */
export interface DeniedCaller {
  readonly arn: string
  readonly account: string
  /** The role that his keys are a session of, where they are. */
  readonly roleName: string | undefined
}

/** What is off about the caller himself where a role was refused to him; what to say first. */
export function aboutCaller(error: HallpassError, role: RoleArn): readonly string[] {
  const caller = deniedCaller(error)
  if (!caller) return []
  if (caller.account !== role.account) {
    return [
      `your credentials are of account ${caller.account}, and the role is in account ${role.account}: is it the one you mean?`,
    ]
  }
  if (caller.roleName === role.roleName) {
    return [
      `your credentials are a session of ${role.roleName} itself, and a role may assume itself only where its trust policy names it: use the credentials that issued them`,
    ]
  }
  return []
}
