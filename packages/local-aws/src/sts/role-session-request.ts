import { AwsError } from '../base/index.ts'
import type { State } from '../model/index.ts'
import { type Constraints, parseInteger } from '../protocol/index.ts'
import { checkSessionPolicies, readSessionPolicies, type SessionPolicies } from './session-policies.ts'

/** What every AssumeRole… action asks for. */
export interface RoleSessionRequest extends SessionPolicies {
  readonly roleArn: string
  readonly roleSessionName: string
  readonly durationSeconds: number
}

/** The characters of session names and source identities. */
export const sessionWord = { shown: String.raw`[\w+=,.@-]*`, test: /^[\w+=,.@-]*$/ }

/** Reads the parameters that the AssumeRole… actions share which name the session. */
export function readRoleSessionRequest(
  params: ReadonlyMap<string, string>,
  constraints: Constraints,
): RoleSessionRequest {
  const roleArn = readRoleArn(params, constraints)
  const roleSessionName = params.get('RoleSessionName')
  constraints.check(roleSessionName, 'roleSessionName', {
    required: true,
    minLength: 2,
    maxLength: 64,
    pattern: sessionWord,
  })
  return { roleArn, roleSessionName: roleSessionName ?? '', ...readRest(params, constraints) }
}

/** Reads the parameters that all AssumeRole… actions share. */
export function readRoleRequest(
  params: ReadonlyMap<string, string>,
  constraints: Constraints,
): Omit<RoleSessionRequest, 'roleSessionName'> {
  return { roleArn: readRoleArn(params, constraints), ...readRest(params, constraints) }
}

function readRoleArn(params: ReadonlyMap<string, string>, constraints: Constraints): string {
  const roleArn = params.get('RoleArn')
  constraints.check(roleArn, 'roleArn', { required: true, minLength: 20, maxLength: 2048 })
  return roleArn ?? ''
}

function readRest(
  params: ReadonlyMap<string, string>,
  constraints: Constraints,
): SessionPolicies & Pick<RoleSessionRequest, 'durationSeconds'> {
  const durationSeconds = parseInteger(params.get('DurationSeconds'))
  constraints.check(durationSeconds, 'durationSeconds', { min: 900, max: 43_200 })
  return { ...readSessionPolicies(params, constraints), durationSeconds: durationSeconds ?? 3600 }
}

/**
 * What no model can say about the shared parameters.
 *
 * @throws AwsError `ValidationError` for an arn that is no role's, and what `checkSessionPolicies` throws
 */
export function checkRoleSessionRequest(
  request: Omit<RoleSessionRequest, 'roleSessionName'>,
  state: State,
): void {
  if (!/^arn:[^:]*:iam::\d{12}:role\/.+$/s.test(request.roleArn)) {
    throw new AwsError('ValidationError', 400, `${request.roleArn} is invalid`)
  }
  checkSessionPolicies(request, state, request.roleArn.split(':')[4] ?? '')
}
