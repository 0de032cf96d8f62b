import { randomBytes as cryptoRandomBytes } from 'node:crypto'
import { type OptionNames } from '../base/index.ts'
import { callerOptionNames } from '../caller/index.ts'
import { parseRoleArn } from '../settings/index.ts'
import { sleepFor } from '../wire/index.ts'
import { openIam, type IamOptions } from './iam.ts'
import { openRole, type RolePolicies } from './role-policies.ts'
import type { Writing } from './writing.ts'

/** Where to revoke, and with whose credentials. */
export interface RevokeOptions extends IamOptions {
  /** The role that was handed out, as a whole ARN. */
  readonly roleArn: string
  /** Stands in for `node:crypto`'s: policies are named by it. */
  readonly randomBytes?: ((size: number) => Uint8Array) | undefined
}

/** Every one of {@link RevokeOptions}. */
export const revokeOptionNames = {
  ...callerOptionNames,
  roleArn: true,
  randomBytes: true,
} as const satisfies OptionNames<RevokeOptions>

/** A role that was found, and what changing it needs. */
export interface OpenedRole {
  readonly role: RolePolicies
  readonly writing: Writing
  /** The second after AWS answered: everything issued before the question was asked is older. */
  readonly now: Date
  readonly lastAnswerAt: () => Date
}

/** Finds the credentials, IAM and the role. */
export async function openForRevoking(options: RevokeOptions): Promise<OpenedRole> {
  const arn = parseRoleArn(options.roleArn)
  const iam = await openIam(options, arn)
  const role = await openRole(iam, arn)
  const { random = Math.random, sleep = sleepFor } = options.wire ?? {}
  const { randomBytes = cryptoRandomBytes, signal } = options
  const now = wholeSecondFrom(new Date(iam.lastAnswerAt().getTime() + 1))
  const writing = { now, random, sleep, signal, randomBytes }
  return { role, writing, now, lastAnswerAt: iam.lastAnswerAt }
}

/** TokenIssueTime is in whole seconds: what was issued within the second of the moment counts as before it. */
export function wholeSecondFrom(moment: Date): Date {
  return new Date(Math.ceil(moment.getTime() / 1000) * 1000)
}
