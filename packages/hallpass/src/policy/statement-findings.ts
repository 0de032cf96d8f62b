import { isRecord, nearestName, shownValue } from '../base/index.ts'
import { conditionFindings } from './condition-findings.ts'
import { finding, type Finding } from './problem.ts'
import { resourceFindings } from './resource-findings.ts'
import { textList } from './text-list.ts'

const elements = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']

/** What is wrong with a statement of a policy that goes on a role, a user or a session. */
export function statementFindings(statement: unknown): readonly Finding[] {
  if (!isRecord(statement))
    return [finding('is no object', '{ "Effect": "Allow", "Action": …, "Resource": … }')]
  return [
    ...Object.keys(statement).flatMap(elementFindings),
    ...sidFindings(statement['Sid']),
    ...effectFindings(statement['Effect']),
    ...listFindings(statement, 'Action', 'NotAction', actionFindings),
    ...listFindings(statement, 'Resource', 'NotResource', resourceFindings),
    ...conditionFindings(statement['Condition']),
  ]
}

/** An element that statements do not have, or not here. */
function elementFindings(name: string): readonly Finding[] {
  if (elements.includes(name)) return []
  if (name === 'Principal' || name === 'NotPrincipal') {
    const hint = 'who may is said by the role that the policy is on: leave it out'
    return [finding(`names a ${name}, which is for trust and bucket policies`, hint)]
  }
  const near = nearestName(name, elements)
  const hint = near === undefined ? `use ${elements.join(', ')}` : `did you mean ${near}?`
  return [finding(`has an element ${shownValue(name)} that policies do not have`, hint)]
}

function sidFindings(sid: unknown): readonly Finding[] {
  if (sid === undefined || (typeof sid === 'string' && /^[0-9A-Za-z]*$/.test(sid))) return []
  const shown = typeof sid === 'string' ? shownValue(sid) : 'that is no text'
  return [finding(`has a Sid ${shown}`, 'letters and digits alone')]
}

function effectFindings(effect: unknown): readonly Finding[] {
  if (effect === 'Allow' || effect === 'Deny') return []
  if (typeof effect !== 'string') return [finding('has no Effect', '"Effect": "Allow", or "Deny"')]
  const near = nearestName(effect, ['Allow', 'Deny'])
  const hint = near === undefined ? 'Allow, or Deny' : `did you mean ${near}?`
  return [finding(`has an Effect ${shownValue(effect)}`, hint)]
}

function listFindings(
  statement: Readonly<Record<string, unknown>>,
  name: string,
  opposite: string,
  findingsOf: (text: string) => readonly Finding[],
): readonly Finding[] {
  const [value, other] = [statement[name], statement[opposite]]
  if (value !== undefined && other !== undefined) {
    return [finding(`has both ${name} and ${opposite}`, 'leave one out')]
  }
  const given = value ?? other
  if (given === undefined) return [finding(`has no ${name}`)]
  const texts = textList(given)
  if (!texts)
    return [finding(`has a ${value === undefined ? opposite : name} that is neither text nor list of texts`)]
  return texts.length === 0 ? [finding(`has an empty ${name}`)] : texts.flatMap(findingsOf)
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function actionFindings(action: string): readonly Finding[] {
  if (action === '*') return []
  const shown = `has an action ${shownValue(action)}`
  const [service = '', ...names] = action.split(':')
  if (names.length === 0) {
    const right = action.replace(/^([A-Za-z0-9-]+)[.\s/]+(?=[A-Za-z*])/, '$1:')
    return [
      finding(
        `${shown} without a service`,
        right === action ? 'an action looks like s3:GetObject' : `did you mean ${right}?`,
      ),
    ]
  }
  if (names.length > 1) return [finding(`${shown} with two colons`, 'an action looks like s3:GetObject')]
  if (service === '*' || /^[a-zA-Z0-9.-]+$/.test(service)) return []
  return [
    finding(
      `${shown} of a service ${shownValue(service)} that cannot be`,
      'an action looks like s3:GetObject',
    ),
  ]
}
