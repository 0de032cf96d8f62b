import type { AwsError, RawRequest, RawResponse } from '../base/index.ts'
import type { Received } from '../content/index.ts'
import type { Account, State, Tags } from '../model/index.ts'
import type { NamedPolicy, Principal } from '../policy/index.ts'
import type { JsonService } from './json-services.ts'
import type { QueryService } from './query-services.ts'

/** Who signed the request, and the session it came from where it came from one. */
export interface Caller {
  readonly principal: Principal
  /** 12 digits. */
  readonly account: string
  readonly accessKeyId: string
  /** Set for temporary credentials. */
  readonly session: Session | undefined
}

/** What a session token stands for. */
export interface Session {
  readonly kind: 'assumed-role' | 'federated-user' | 'session-token'
  readonly issuedAt: Date
  readonly expiresAt: Date
  /** The session policies it was made with; `undefined` when it was made without any. */
  readonly policies: readonly NamedPolicy[] | undefined
  readonly tags: Tags
  readonly transitiveTagKeys: ReadonlySet<string>
  readonly sourceIdentity: string | undefined
  readonly mfaAuthenticatedAt: Date | undefined
  /** Credentials made from a role's session: further ones last an hour at most. */
  readonly chained: boolean
  /** For a federated user: the IAM user whose policies limit the session. */
  readonly userName?: string | undefined
  /** For a role assumed with a web identity or with SAML: the provider's arn, and what it said of the identity. */
  readonly webIdentity?: WebIdentity | undefined
}

/** An identity that an OIDC or SAML provider vouched for, as the sessions made with it remember it. */
export interface WebIdentity {
  /** `arn:aws:iam::…:oidc-provider/…`, or `…:saml-provider/…` */
  readonly providerArn: string
  /** Condition keys, e.g. `idp.example.com:sub`. */
  readonly keys: ReadonlyMap<string, readonly string[]>
}

/** One thing the caller must be allowed to do before an action runs. */
export interface AuthorizationNeed {
  /** `service:Action`. */
  readonly action: string
  readonly resource: string
  /** What a refusal calls the resource, where that is not its arn; empty: a refusal does not name it. */
  readonly named?: string
  /** The account that owns the resource. Default: the caller's. */
  readonly resourceAccount?: string
  /** Keys beyond the global ones, e.g. `s3:prefix`. */
  readonly context?: ReadonlyMap<string, readonly string[]>
  readonly resourcePolicy?: NamedPolicy & { readonly kind: 'resource' | 'trust' }
  /** Needs no Allow: only an explicit Deny refuses, as for GetSessionToken. */
  readonly allowedByDefault?: boolean
}

/** The services there are. */
export type Service = QueryService | JsonService | 's3'

/** A request on its way through the gateway, signature already verified. */
export interface Call {
  readonly request: RawRequest
  /** The body of what S3 takes as it comes in, once all of it is there; then the request's own is empty. */
  readonly received?: Received
  readonly service: Service
  /** The action's name, e.g. `AssumeRole`. */
  readonly action: string
  /** Form fields for the query protocol; decoded query parameters for S3; none for the JSON protocol. */
  readonly params: ReadonlyMap<string, string>
  /** Header values by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly caller: Caller
  /** The caller's account. */
  readonly account: Account
  readonly state: State
  /** How often all of the state had been replaced when the request began. */
  readonly loads: number
  /** From the credential scope. */
  readonly region: string
  readonly now: Date
  readonly requestId: string
  /** `aws:SecureTransport`. Default `true`. */
  readonly secureTransport?: boolean
  readonly randomBytes: (size: number) => Uint8Array
  /**
   * Why the caller may not do one more thing, or `undefined` when it may: for actions that answer item by
   * item, as DeleteObjects does.
   */
  readonly refusalOf: (need: AuthorizationNeed) => AwsError | undefined
}

/** One AWS action: what the caller must be allowed, and what it does. */
export interface Action<Result> {
  readonly name: string
  /** In order; the first that is not allowed refuses. Empty for what needs no permission. */
  readonly needs: (call: Call) => readonly AuthorizationNeed[]
  readonly run: (call: Call) => Result | Promise<Result>
}

/** Element → content, in order. `undefined` leaves the element out; a list becomes `<member>`, a map `<entry>` elements. */
export interface Xml {
  readonly [element: string]: XmlValue
}
export type XmlValue =
  | string
  | number
  | boolean
  | Date
  | undefined
  | Xml
  | ReadonlyArray<Xml | string>
  | ReadonlyMap<string, string>

/** STS and IAM: the content of `<ActionResult>`, or `undefined` where AWS sends none. */
export interface QueryAction extends Action<Xml | undefined> {
  readonly parameters: TakenParameters
}

/**
 * Every parameter that an action reads, lists and structures by their parts: `UserName`, `TagKeys[]`,
 * `Tags[].Key`. What is not among them is refused by name: taken in silence, it would be taken for done.
 */
export type TakenParameters = readonly string[]

/** What a request for an unsigned action says about itself, before it is known who asks. */
export type UnsignedCall = Omit<Call, 'caller' | 'account' | 'refusalOf'>

/** An action that takes no signature: who asks comes out of its parameters. */
export interface UnsignedAction {
  readonly name: string
  readonly parameters: TakenParameters
  /** Finds out who asks, and what for. */
  readonly prepare: (call: UnsignedCall) => Promise<{
    readonly caller: Caller
    readonly needs: readonly AuthorizationNeed[]
    readonly run: () => Xml
  }>
}

/** S3: the response itself. */
export type RestAction = Action<RawResponse>
