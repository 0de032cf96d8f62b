import { MalformedPolicyError } from './malformed-policy-error.ts'
import { isObject, principalKinds, stringList } from './policy-shape.ts'
import type { Json, JsonObject } from './strict-json.ts'

const account = /^[0-9]{12}$/
const uniqueId = /^A[A-Z0-9]{15,127}$/
const arn =
  /^arn:aws[a-z-]*:(?:iam::[0-9]{12}:(?:root|(?:user|role)\/[\u0021-\u007e]+)|sts::[0-9]{12}:(?:assumed-role\/[^/]+\/[^/]+|federated-user\/[^/]+))$/

/**
 * Checks the Principal or NotPrincipal of a statement. Whether those named exist is for IAM to find out.
 *
 * @throws MalformedPolicyError with AWS's sentence
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function checkPrincipalElement(statement: JsonObject, use: 'resource' | 'trust'): void {
  if (statement.has('NotPrincipal')) {
    if (statement.get('Effect') === 'Allow')
      throw new MalformedPolicyError('Allow with NotPrincipal is not allowed.')
    if (use === 'trust')
      throw new MalformedPolicyError('AssumeRole policy must not contain NotPrincipal field.')
    if (statement.has('Principal')) throw new MalformedPolicyError('This policy contains invalid Json')
  }
  const element = statement.get('Principal') ?? statement.get('NotPrincipal')
  if (element === undefined) throw new MalformedPolicyError('Missing required field Principal')
  if (element === '*' && use === 'resource') return
  // IAM calls the bare star a principal of the kind STAR, and wants { "AWS": "*" } in a trust policy.
  if (element === '*') {
    throw new MalformedPolicyError('AssumeRolepolicy contained an invalid principal: "STAR":"*".')
  }
  checkKinds(element, use)
}

function checkKinds(element: Json, use: 'resource' | 'trust'): void {
  if (!isObject(element)) {
    throw new MalformedPolicyError(
      use === 'trust' ? 'Principal must be a JSON object.' : 'Invalid policy syntax.',
    )
  }
  if (element.size === 0) throw new MalformedPolicyError('Missing required field Principal cannot be empty!')
  for (const [kind, value] of element) {
    const names = stringList(value)
    const known = principalKinds.some((candidate) => candidate === kind)
    if (!known || names === undefined || (use === 'trust' && kind === 'CanonicalUser')) {
      throw new MalformedPolicyError(`Invalid principal in policy: "${kind}"`)
    }
    if (names.length === 0)
      throw new MalformedPolicyError('Missing required field Principal cannot be empty!')
    const invalid = names.find((name) => !isPrincipalName(kind, name))
    if (invalid !== undefined) {
      throw new MalformedPolicyError(`Invalid principal in policy: "${kind.toUpperCase()}":"${invalid}"`)
    }
  }
}

function isPrincipalName(kind: string, name: string): boolean {
  switch (kind) {
    case 'AWS':
      return (
        name === '*' || account.test(name) || uniqueId.test(name) || (arn.test(name) && !/[*?]/.test(name))
      )
    case 'Service':
      return name === '*' || /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(name)
    default:
      return name !== ''
  }
}
