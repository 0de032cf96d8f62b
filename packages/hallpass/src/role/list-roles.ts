import { checkOption, checkOptionNames } from '../base/index.ts'
import { callerOptionNames } from '../caller/index.ts'
import { answerText, listAll } from '../iam/index.ts'
import { childText } from '../query/index.ts'
import { partitionById } from '../settings/index.ts'
import { openIam, type ReadRoleCaller } from './open-iam.ts'

/** A role of an account. */
export interface ListedRole {
  readonly roleArn: string
  readonly description: string | undefined
  /** Who may assume it, JSON. */
  readonly trust: string
}

/** Whose roles, and with whose credentials they are read. */
export interface ListRolesOptions extends ReadRoleCaller {
  /** `aws`, `aws-cn` … Default: `aws`. */
  readonly partition?: string | undefined
}

const optionNames = { ...callerOptionNames, partition: true } as const

/**
 * The roles of the account that the credentials are of, without those that belong to AWS's services.
 *
 * @throws HallpassError `AccessDenied` for whoever may not `iam:ListRoles`; as `issue()`, for what concerns the
 * caller and the network
 */
export async function listRoles({ partition = 'aws', ...options }: ListRolesOptions = {}): Promise<
  readonly ListedRole[]
> {
  checkOption('options', options, 'an object')
  checkOptionNames('listRoles()', options, optionNames)
  const iam = await openIam(options, partitionById(partition))
  const found = await listAll(iam, 'ListRoles', {}, 'Roles')
  return found
    .filter((element) => !answerText(element, 'Path').startsWith('/aws-service-role/'))
    .map((element) => ({
      roleArn: answerText(element, 'Arn'),
      description: childText(element, 'Description'),
      trust: decodeURIComponent(childText(element, 'AssumeRolePolicyDocument') ?? ''),
    }))
}
