import type { PolicyDocument } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  anyResource,
  checkLength,
  constraintError,
  iamAction,
  pageOf,
  required,
  pageParameters,
} from '../request/index.ts'
import { policySource, type SimulatedCaller, unnamedCaller } from './simulated-caller.ts'
import { simulatedResult } from './simulated-results.ts'
import { contextKeys } from './missing-context-keys.ts'
import { inputDocuments, readSimulation } from './simulation.ts'
import { inTurns } from './in-turns.ts'

const simulationParameters = [
  'PolicyInputList[]',
  'ActionNames[]',
  'PermissionsBoundaryPolicyInputList[]',
  'ResourceArns[]',
  'ResourcePolicy',
  'ResourceOwner',
  'CallerArn',
  'ContextEntries[].ContextKeyName',
  'ContextEntries[].ContextKeyValues[]',
  'ContextEntries[].ContextKeyType',
  ...pageParameters,
]

/**
 * SimulatePrincipalPolicy and SimulateCustomPolicy, on the engine that decides real requests.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
 */
export const simulationActions: readonly QueryAction[] = [
  iamAction(
    'SimulatePrincipalPolicy',
    ['PolicySourceArn', ...simulationParameters],
    (call) => ({ arn: sourceArn(call) }),
    (call) => simulate(call, policySource(call, sourceArn(call))),
  ),
  iamAction('SimulateCustomPolicy', simulationParameters, anyResource, (call) => {
    if (!call.params.has('PolicyInputList.member.1')) {
      throw constraintError(undefined, 'PolicyInputList', 'Member must not be null')
    }
    return simulate(call, unnamedCaller(call.account))
  }),
]

/** The keys that a simulation of the same policies could be given. */
export const contextKeyActions: readonly QueryAction[] = [
  iamAction(
    'GetContextKeysForPrincipalPolicy',
    ['PolicySourceArn', 'PolicyInputList[]'],
    (call) => ({ arn: sourceArn(call) }),
    (call) =>
      keyNames([
        ...policySource(call, sourceArn(call)).identity,
        ...inputDocuments(call, 'PolicyInputList', 'identity'),
      ]),
  ),
  iamAction('GetContextKeysForCustomPolicy', ['PolicyInputList[]'], anyResource, (call) => {
    const documents = inputDocuments(call, 'PolicyInputList', 'identity')
    if (documents.length === 0) throw constraintError(undefined, 'PolicyInputList', 'Member must not be null')
    return keyNames(documents)
  }),
]

function keyNames(documents: readonly PolicyDocument[]): Xml {
  return { ContextKeyNames: contextKeys(documents.map(({ policy }) => policy)) }
}

function simulate(call: Call, source: SimulatedCaller): Xml | Promise<Xml> {
  const simulation = readSimulation(call, source)
  const numbered = simulation.actions.map((action, index) => ({ action, index }))
  const { items, rest } = pageOf(call, numbered, ({ index }) => String(index).padStart(6, '0'))
  function* results(): Generator<undefined, Xml> {
    const EvaluationResults: Xml[] = []
    for (const { action } of items) {
      EvaluationResults.push(yield* simulatedResult(call.state, simulation, action))
    }
    return { EvaluationResults, ...rest }
  }
  return inTurns(results())
}

function sourceArn(call: Call): string {
  const arn = required(call, 'PolicySourceArn')
  checkLength(arn, 'PolicySourceArn', 20, 2048)
  return arn
}
