import { policyDocument } from '../iam/index.ts'
import type { SessionRequest } from '../issue/index.ts'
import {
  type AuthorizationRequest,
  engineInstallCommand,
  loadPolicyEngine,
  type Principal,
  type StatementMismatch,
} from '../policy-engine/index.ts'
import type { RoleArn } from '../settings/index.ts'
import type { Finding } from './diagnosis.ts'
import type { KnownCaller } from './check-caller.ts'

/** What a role's trust policy says to a request. */
export type TrustVerdict =
  /** It lets the caller in. `byAccount`: by naming the account, so that the caller's own policies must allow too. */
  | { readonly kind: 'allows'; readonly byAccount: boolean }
  | { readonly kind: 'refuses'; readonly finding: Finding }
  | { readonly kind: 'unknown'; readonly why: string }

/** The request whose trust is asked about. */
export interface TrustQuestion {
  /** The trust policy, as GetRole answers it, decoded. */
  readonly document: string
  readonly role: RoleArn
  readonly known: KnownCaller
  /** The caller's own role, where its session calls, with its path. */
  readonly callerRoleArn: string | undefined
  readonly request: SessionRequest
  readonly action: string
  readonly now: Date
}

/** Evaluates a role's trust policy for what the caller asks, and tells which part of it does not fit. */
export async function judgeTrust(question: TrustQuestion): Promise<TrustVerdict> {
  const engine = await loadPolicyEngine()
  if (engine === undefined) {
    return { kind: 'unknown', why: `to evaluate it: ${engineInstallCommand}` }
  }
  const { document, role, action } = question
  const principal = principalOf(question)
  let policy: ReturnType<typeof engine.parsePolicy>
  try {
    policy = engine.parsePolicy(document, 'trust')
  } catch {
    return { kind: 'unknown', why: 'its trust policy has a form that is not known here' }
  }
  const decision = engine.evaluate(
    {
      action,
      resource: role.arn,
      resourceAccount: role.account,
      principal,
      context: contextOf(question),
    },
    // What the caller's own policies say is another question.
    {
      identity: [{ name: 'any', policy: engine.parsePolicy(allowEverything, 'identity') }],
      resource: { name: role.roleName, policy, kind: 'trust' },
    },
  )
  const step = decision.steps.find(({ kind }) => kind === 'role trust policy')
  if (decision.decision === 'Allowed') {
    return { kind: 'allows', byAccount: !namesExactly(document, principal) }
  }
  if (step?.outcome === 'ExplicitlyDenied') {
    return {
      kind: 'refuses',
      finding: {
        cause: 'trust-condition',
        saw: `the trust policy of ${role.roleName} denies it: statement ${(step.by?.index ?? 0) + 1}${step.by?.sid === undefined ? '' : ` (${step.by.sid})`}`,
        hint: `read it: aws iam get-role --role-name ${role.roleName} --query Role.AssumeRolePolicyDocument`,
      },
    }
  }
  return { kind: 'refuses', finding: findingOfMismatches(step?.mismatches ?? [], question, principal.arn) }
}

const allowEverything = JSON.stringify(
  policyDocument([{ Sid: 'Everything', Effect: 'Allow', Action: ['*'], Resource: '*' }]),
)

type AwsPrincipal = Extract<Principal, { type: 'user' | 'assumed-role' }>

function principalOf({ known, callerRoleArn }: TrustQuestion): AwsPrincipal {
  const { arn, account, userId } = known.identity
  if (known.kind !== 'assumed-role') return { type: 'user', arn, account, userId }
  const [, partition = 'aws'] = arn.split(':')
  const roleArn = callerRoleArn ?? `arn:${partition}:iam::${account}:role/${arn.split('/')[1] ?? ''}`
  return { type: 'assumed-role', arn, account, roleArn, userId }
}

function namesExactly(document: string, principal: AwsPrincipal): boolean {
  return document.includes(`"${principal.arn}"`)
}

/** The context of the request as far as we make it ourselves; what AWS alone sees is absent. */
function contextOf({ known, request, now }: TrustQuestion): AuthorizationRequest['context'] {
  const { identity, kind } = known
  const context = new Map<string, readonly string[]>([
    ['aws:PrincipalArn', [identity.arn]],
    ['aws:PrincipalAccount', [identity.account]],
    ['aws:PrincipalType', [kind === 'user' ? 'User' : 'AssumedRole']],
    ['aws:userid', [identity.userId]],
    ['aws:CurrentTime', [now.toISOString()]],
    ['aws:EpochTime', [String(Math.floor(now.getTime() / 1000))]],
    ['aws:SecureTransport', ['true']],
    ['sts:RoleSessionName', [request.sessionName]],
  ])
  if (kind === 'user') context.set('aws:username', [identity.arn.split('/').at(-1) ?? ''])
  if (request.externalId !== undefined) context.set('sts:ExternalId', [request.externalId])
  if (request.sourceIdentity !== undefined) context.set('sts:SourceIdentity', [request.sourceIdentity])
  if (request.tokenCode !== undefined) {
    context.set('aws:MultiFactorAuthPresent', ['true'])
    context.set('aws:MultiFactorAuthAge', ['0'])
  }
  const tags = Object.entries(request.tags ?? {})
  for (const [key, value] of tags) context.set(`aws:RequestTag/${key}`, [value])
  if (tags.length > 0)
    context.set(
      'aws:TagKeys',
      tags.map(([key]) => key),
    )
  return context
}

/** The statement that comes nearest says most: its condition before its action before whom it names. */
function findingOfMismatches(
  mismatches: readonly StatementMismatch[],
  { role, document, request, action }: TrustQuestion,
  arn: string,
): Finding {
  const allows = mismatches.filter(({ effect }) => effect === 'Allow')
  const nearest =
    allows.find(({ element }) => element === 'Condition') ??
    allows.find(({ element }) => element === 'Action') ??
    allows[0]
  const where = `the trust policy of ${role.roleName}`
  if (nearest?.element === 'Condition') return conditionFinding(nearest.because, where, request)
  if (nearest?.element === 'Action') {
    const cause =
      action === 'sts:TagSession'
        ? 'tags-not-allowed'
        : action === 'sts:SetSourceIdentity'
          ? 'source-identity-not-allowed'
          : 'trust-action'
    return {
      cause,
      saw: `${where} names you, and not for ${action}`,
      hint: `add ${action} to the Action of its trust policy`,
    }
  }
  const deleted = /"(A(?:ID|RO)A[A-Z0-9]{12,})"/.exec(document)?.[1]
  if (deleted !== undefined) {
    return {
      cause: 'trust-of-deleted',
      saw: `${where} names ${deleted}: a user or role that was deleted, and making one of the same name does not bring it back`,
      hint: `put the ARN into the trust policy again: ${arn}`,
    }
  }
  return {
    cause: 'trust-of-others',
    saw: `${where} does not name you: ${nearest?.because ?? 'it allows nobody'}`,
    hint: `let the trust policy name ${arn}, or use the credentials of whom it names (--source-profile)`,
  }
}

function conditionFinding(because: string, where: string, request: SessionRequest): Finding {
  if (/ sts:ExternalId /i.test(because)) {
    return {
      cause: 'trust-external-id',
      saw:
        request.externalId === undefined
          ? `${where} asks for an external id, and none was given`
          : `${where} asks for another external id than the one that was given`,
      hint: 'give the one that the owner of the role agreed with you: --external-id ID',
    }
  }
  if (/ aws:MultiFactorAuth(?:Present|Age) /i.test(because)) {
    return {
      cause: 'trust-mfa',
      saw: `${where} asks for MFA, and no code of a device was given`,
      hint: 'name your device: --mfa-serial arn:aws:iam::123456789012:mfa/you; or put mfa_serial into your profile',
    }
  }
  return {
    cause: 'trust-condition',
    saw: `${where} has a condition that this request does not meet: ${because}`,
    hint: 'meet it, or have it changed by who owns the role',
  }
}
