import { checkIdentityDocument } from './identity-document.ts'
import { MalformedPolicyError } from './malformed-policy-error.ts'
import { isObject, statementList } from './policy-shape.ts'
import type { Json, JsonObject } from './strict-json.ts'

const message = 'The provided policy document does not meet the requirements of the specified policy type.'

/**
 * Checks a policy of an organisation, for whose faults AWS Organizations has one sentence. A resource control
 * policy says `"Principal": "*"`, a service control policy names none.
 *
 * @throws MalformedPolicyError
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
export function checkControlDocument(
  json: Json | undefined,
  use: 'serviceControl' | 'resourceControl',
): JsonObject {
  const document = isObject(json) ? json : new Map<string, Json>()
  try {
    checkIdentityDocument(use === 'resourceControl' ? withoutPrincipals(document) : document, 'managed')
  } catch {
    throw new MalformedPolicyError(message)
  }
  return document
}

function withoutPrincipals(document: JsonObject): JsonObject {
  const statements = statementList(document.get('Statement')) ?? []
  const stripped = statements.map((statement) => {
    if (!isObject(statement) || statement.get('Principal') !== '*') throw new MalformedPolicyError(message)
    const rest = new Map(statement)
    rest.delete('Principal')
    return rest
  })
  return new Map(document).set('Statement', stripped)
}
