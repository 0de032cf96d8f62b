import type { NamedPolicy } from '../document/index.ts'

/** Who makes the request, as the policy language sees it. Arns are full, accounts are 12 digits. */
export type Principal =
  | { readonly type: 'root'; readonly arn: string; readonly account: string }
  | {
      readonly type: 'user'
      readonly arn: string
      readonly account: string
      /** The unique id, `AIDA…`. A trust policy stores this, not the arn. */
      readonly userId: string
    }
  | {
      readonly type: 'assumed-role'
      /** The session's arn, `arn:aws:sts::…:assumed-role/Role/session`. */
      readonly arn: string
      readonly account: string
      readonly roleArn: string
      /** `AROA…:session`. */
      readonly userId: string
    }
  | {
      readonly type: 'federated-user'
      /** `arn:aws:sts::…:federated-user/name`. */
      readonly arn: string
      readonly account: string
      /** `<account>:<name>`. */
      readonly userId: string
      /** The IAM user who called GetFederationToken: a policy that names it names the session, within limits. */
      readonly userArn?: string
      /** That user's unique id, `AIDA…`. */
      readonly userUniqueId?: string
    }
  /** An identity provider's subject, for AssumeRoleWithWebIdentity and …WithSAML: `arn` is the provider's. */
  | { readonly type: 'web-identity'; readonly arn: string; readonly account: string }
  | { readonly type: 'service'; readonly service: string }
  | { readonly type: 'anonymous' }

/**
 * The request context: condition key → values. Keys are looked up without regard to case. A single value
 * is a list of one; an absent key is absent from the map.
 */
export type RequestContext = ReadonlyMap<string, readonly string[]>

export interface AuthorizationRequest {
  /** `service:Action`, e.g. `s3:ListBucket`. */
  readonly action: string
  /** The resource's arn, or `*` for actions that have none. */
  readonly resource: string
  /** The account that owns the resource. Default: the principal's. */
  readonly resourceAccount?: string
  readonly principal: Principal
  readonly context: RequestContext
}

/** Every policy that has a say. What is left out does not limit. */
export interface ApplicablePolicies {
  readonly identity?: readonly NamedPolicy[]
  readonly permissionsBoundary?: NamedPolicy
  /** Left out: the session was made without any. Several: each is one of a union (as AWS takes them). */
  readonly session?: readonly NamedPolicy[]
  /** The resource's own policy: a bucket policy, or a role's trust policy. */
  readonly resource?: NamedPolicy & { readonly kind: 'resource' | 'trust' }
  /** One list for each level of the organisation, root first: each level must allow. */
  readonly serviceControl?: ReadonlyArray<readonly NamedPolicy[]>
  readonly resourceControl?: ReadonlyArray<readonly NamedPolicy[]>
}

export type PolicyKind =
  | 'identity-based policy'
  | 'permissions boundary'
  | 'session policy'
  | 'resource-based policy'
  | 'role trust policy'
  | 'service control policy'
  | 'resource control policy'

/** A statement, named so that a person can find it. */
export interface StatementReference {
  readonly kind: PolicyKind
  readonly policy: string
  /** Zero-based place in the document. */
  readonly index: number
  readonly sid: string | undefined
}

/** Why one statement did not apply: the first element that did not match. */
export interface StatementMismatch extends StatementReference {
  readonly effect: 'Allow' | 'Deny'
  readonly element: 'Principal' | 'Action' | 'Resource' | 'Condition'
  /** In words, e.g. `Resource arn:aws:s3:::a/* does not match arn:aws:s3:::b/x`. */
  readonly because: string
}

/** What one kind of policy said, in the order of evaluation. */
export interface Step {
  readonly kind: PolicyKind
  readonly outcome: 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied' | 'NotApplicable'
  /** The statement that decided; absent for an implicit denial. */
  readonly by: StatementReference | undefined
  /** For an implicit denial: why each Allow statement did not apply. */
  readonly mismatches: readonly StatementMismatch[]
}

/** What was decided, by which statement, and for each policy that did not allow, why not. */
export interface Decision {
  readonly decision: 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied'
  /** The statement that allowed or explicitly denied. Absent for an implicit denial and for the root user. */
  readonly by: StatementReference | undefined
  /** The kind of policy that was missing its Allow, for an implicit denial. */
  readonly missing: PolicyKind | undefined
  readonly steps: readonly Step[]
  readonly request: AuthorizationRequest
}
