import { requestContext } from '../../authorize/index.ts'
import type { PolicyDocument } from '../../model/index.ts'
import { asciiLowerCase, MalformedPolicyError, parsePolicy } from '../../policy/index.ts'
import { type Call, type Caller, listMembers } from '../../protocol/index.ts'
import { checkLength, constraintError, invalidInput, memberList } from '../request/index.ts'
import { namedCaller, type SimulatedCaller } from './simulated-caller.ts'

/** What is to be simulated: every action on every resource. */
export interface Simulation {
  readonly actions: readonly string[]
  /** Empty: on all resources. */
  readonly resources: readonly string[]
  readonly caller: Caller
  readonly identity: readonly PolicyDocument[]
  readonly boundary: PolicyDocument | undefined
  /** Treated as the policy of each resource. */
  /** The resource's policy, read as a bucket's or as a role's. */
  readonly resourcePolicy: ((kind: 'resource' | 'trust') => PolicyDocument) | undefined
  /** 12 digits, where it was given. */
  readonly resourceOwner: string | undefined
  readonly context: ReadonlyMap<string, readonly string[]>
}

const mostCases = 1000
const mostCharacters = 131_072
const keyTypes = new Set(
  ['string', 'numeric', 'boolean', 'ip', 'binary', 'date'].flatMap((type) => [type, `${type}List`]),
)

/**
 * The parameters that SimulatePrincipalPolicy and SimulateCustomPolicy share. At most 1,000 cases (actions
 * times resources) and 131,072 characters of policies are taken in one call.
 *
 * @throws AwsError `ValidationError`, `InvalidInput`
 */
export function readSimulation(call: Call, source: SimulatedCaller): Simulation {
  const { params } = call
  const actions = memberList(call, 'ActionNames')
  const resources = memberList(call, 'ResourceArns').filter((arn) => arn !== '*')
  if (actions.length === 0) throw constraintError(undefined, 'ActionNames', 'Member must not be null')
  for (const action of actions) {
    checkLength(action, 'ActionNames', 3, 128)
    if (!/^[\w-]+:[\w*?]+$/.test(action)) throw invalidInput(`Invalid action name: ${action}`)
  }
  for (const resource of resources) checkLength(resource, 'ResourceArns', 1, 2048)
  if (actions.length * Math.max(1, resources.length) > mostCases) {
    throw invalidInput(`The local AWS simulates at most ${mostCases} actions times resources in one call.`)
  }
  const boundaries = inputDocuments(call, 'PermissionsBoundaryPolicyInputList', 'boundary')
  if (boundaries.length > 1) throw invalidInput('Only one permissions boundary can be simulated.')
  const resourcePolicy = params.get('ResourcePolicy')
  const callerArn = params.get('CallerArn')
  if (resourcePolicy !== undefined) {
    checkLength(resourcePolicy, 'ResourcePolicy', 1, mostCharacters)
    if (callerArn === undefined && !source.isNamed) {
      throw invalidInput('CallerArn is required with a ResourcePolicy, unless PolicySourceArn is a user.')
    }
  }
  const caller = callerArn === undefined ? source.caller : namedCaller(call, callerArn)
  return {
    actions,
    resources,
    caller,
    identity: [...source.identity, ...inputDocuments(call, 'PolicyInputList', 'identity')],
    boundary: boundaries[0] ?? source.boundary,
    resourcePolicy: resourcePolicy === undefined ? undefined : resourceDocument(resourcePolicy),
    resourceOwner: accountIdOf(params.get('ResourceOwner')),
    context: simulatedContext(call, caller),
  }
}

/** Parsed once, not once for each case. */
function resourceDocument(text: string): (kind: 'resource' | 'trust') => PolicyDocument {
  const parsed = new Map<string, PolicyDocument>()
  return (kind) => {
    const document = parsed.get(kind) ?? { name: 'ResourcePolicy', text, policy: parsePolicy(text, kind) }
    parsed.set(kind, document)
    return document
  }
}

/**
 * The policies that a request holds, parsed.
 *
 * @throws AwsError `InvalidInput` for one that is no policy, and when they are too long together
 */
export function inputDocuments(
  call: Call,
  parameter: 'PolicyInputList' | 'PermissionsBoundaryPolicyInputList',
  use: 'identity' | 'boundary',
): readonly PolicyDocument[] {
  const texts = memberList(call, parameter)
  if (texts.join('').length > mostCharacters) {
    throw invalidInput(`The policies of ${parameter} have over ${mostCharacters} characters.`)
  }
  return texts.map((text, index) => {
    const name = `${parameter}.${index + 1}`
    try {
      return { name, text, policy: parsePolicy(text, use) }
    } catch (error) {
      if (error instanceof MalformedPolicyError)
        throw invalidInput(`Invalid policy ${name}: ${error.message}`)
      throw error
    }
  })
}

/** What is known of the caller, and what the call says: that counts first. */
function simulatedContext(call: Call, caller: Caller): ReadonlyMap<string, readonly string[]> {
  const facts = requestContext({
    caller,
    state: call.state,
    region: call.region,
    now: call.now,
    remoteAddress: undefined,
    userAgent: undefined,
    secureTransport: true,
  })
  const context = new Map(
    [...facts].filter(
      ([key, values]) => /^aws:(?:userid|username|Principal(?!IsAWSService))/.test(key) && values[0] !== '',
    ),
  )
  let characters = 0
  for (const entry of listMembers(call.params, 'ContextEntries')) {
    const key = entry.get('ContextKeyName') ?? ''
    const type = entry.get('ContextKeyType') ?? 'string'
    checkLength(key, 'ContextEntries', 5, 256)
    if (!keyTypes.has(type)) throw invalidInput(`Invalid context key type: ${type}`)
    const values = [...entry].filter(([name]) => /^ContextKeyValues\.member\.\d+$/.test(name))
    for (const [, value] of values) characters += value.length
    if (characters > mostCharacters) {
      throw invalidInput(`The values of ContextEntries have over ${mostCharacters} characters.`)
    }
    for (const known of context.keys())
      if (asciiLowerCase(known) === asciiLowerCase(key)) context.delete(known)
    context.set(
      key,
      values.map(([, value]) => value),
    )
  }
  return context
}

function accountIdOf(owner: string | undefined): string | undefined {
  if (owner === undefined) return undefined
  const account = /^(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?$/.exec(owner)?.[1]
  if (account === undefined) throw invalidInput(`Invalid ResourceOwner: ${owner}`)
  return account
}
