import { AwsError } from '../../base/index.ts'
import { type Table, textWithArns, withUniqueIds } from '../../model/index.ts'
import { MalformedPolicyError, parsePolicy } from '../../policy/index.ts'
import { type Call, flag, type JsonAction, jsonAction, required, text } from '../../protocol/index.ts'
import { validationException } from '../errors/index.ts'
import { tableNeed } from '../table/index.ts'
import { checkArn, tableOfArn } from './tags.ts'

const longestPolicy = 20 * 1024
const resourceArn = required(text({ minLength: 1, maxLength: 1283 }))
const revision = text({ minLength: 1, maxLength: 255 })

export const resourcePolicyActions: readonly JsonAction[] = [
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html */
  jsonAction('dynamodb', {
    name: 'PutResourcePolicy',
    input: {
      ResourceArn: resourceArn,
      Policy: required(text()),
      ExpectedRevisionId: revision,
      ConfirmRemoveSelfResourceAccess: flag,
    },
    needs: (call, { ResourceArn }) => needed(call, 'PutResourcePolicy', ResourceArn),
    run: (call, { ResourceArn, Policy, ExpectedRevisionId }) => {
      const table = tableOfArn(call, ResourceArn)
      checkRevision(table, ExpectedRevisionId)
      return { RevisionId: putPolicy(call, table, Policy) }
    },
  }),
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html */
  jsonAction('dynamodb', {
    name: 'GetResourcePolicy',
    input: { ResourceArn: resourceArn },
    needs: (call, { ResourceArn }) => needed(call, 'GetResourcePolicy', ResourceArn),
    run: (call, { ResourceArn }) => {
      const { policy } = tableOfArn(call, ResourceArn)
      if (policy === undefined) throw policyNotFound(ResourceArn)
      return { Policy: textWithArns(call.state, policy.text, policy.policy), RevisionId: policy.revision }
    },
  }),
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html */
  jsonAction('dynamodb', {
    name: 'DeleteResourcePolicy',
    input: { ResourceArn: resourceArn, ExpectedRevisionId: revision },
    needs: (call, { ResourceArn }) => needed(call, 'DeleteResourcePolicy', ResourceArn),
    run: (call, { ResourceArn, ExpectedRevisionId }) => {
      const table = tableOfArn(call, ResourceArn)
      if (ExpectedRevisionId !== undefined) checkRevision(table, ExpectedRevisionId)
      const revisionId = table.policy?.revision
      table.policy = undefined
      return { RevisionId: revisionId }
    },
  }),
]

function needed(call: Call, action: string, arn: string) {
  checkArn(arn)
  return [tableNeed(call, action, arn)]
}

/**
 * Gives a table a policy.
 *
 * @returns its revision
 * @throws AwsError `ValidationException`
 */
export function putPolicy(call: Call, table: Table, written: string): string {
  if (Buffer.byteLength(written) > longestPolicy) {
    throw validationException('Resource-based policy size exceeds the limit of 20 KB')
  }
  const revisionId = String(call.now.getTime())
  try {
    const policy = withUniqueIds(call.state, parsePolicy(written, 'resource'), () =>
      validationException('Invalid policy document: Invalid principal in policy'),
    )
    table.policy = { name: `the policy of table ${table.name}`, text: written, policy, revision: revisionId }
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error
    throw validationException(`Invalid policy document: ${error.message}`)
  }
  return revisionId
}

/** `NO_POLICY`: there is to be none. */
function checkRevision({ policy, arn }: Table, expected: string | undefined): void {
  if (expected === undefined) return
  if (expected === 'NO_POLICY' ? policy === undefined : policy?.revision === expected) return
  throw policyNotFound(arn)
}

function policyNotFound(arn: string): AwsError {
  return new AwsError(
    'PolicyNotFoundException',
    400,
    `Resource-based policy not found for the provided ResourceArn: ${arn}`,
  )
}
