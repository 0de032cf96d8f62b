/**
 * What happened, in the shape of a record of CloudTrail.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export interface CloudTrailEvent {
  readonly eventVersion: string
  readonly userIdentity: UserIdentity
  /** In whole seconds, e.g. `2026-11-22T12:00:00Z`. */
  readonly eventTime: string
  /** E.g. `s3.amazonaws.com`. */
  readonly eventSource: string
  /** E.g. `DeleteBucket`. */
  readonly eventName: string
  readonly awsRegion: string
  readonly sourceIPAddress: string
  readonly userAgent?: string
  /** AWS's error code; left out for what was done. */
  readonly errorCode?: string
  readonly errorMessage?: string
  /** Without secrets: in their place is `HIDDEN_DUE_TO_SECURITY_REASONS`. */
  readonly requestParameters: Members | null
  /** Of what changes something, and of STS; without secrets. */
  readonly responseElements: Members | null
  readonly additionalEventData?: Members
  readonly requestID: string
  readonly eventID: string
  readonly readOnly: boolean
  readonly resources?: readonly EventResource[]
  readonly eventType: 'AwsApiCall' | 'AwsConsoleSignIn'
  readonly managementEvent: boolean
  readonly recipientAccountId: string
  /** The same for the two events of a call across accounts, and only there. */
  readonly sharedEventID?: string
  readonly eventCategory: 'Management' | 'Data'
  readonly tlsDetails?: { readonly clientProvidedHostHeader: string }
}

export type Members = Readonly<Record<string, unknown>>

export interface EventResource {
  readonly accountId?: string
  readonly type?: string
  readonly ARN: string
}

/** Who it was. */
export interface UserIdentity {
  readonly type:
    | 'Root'
    | 'IAMUser'
    | 'AssumedRole'
    | 'FederatedUser'
    | 'WebIdentityUser'
    | 'AWSAccount'
    | 'AWSService'
    | 'Unknown'
  readonly principalId?: string
  readonly arn?: string
  readonly accountId?: string
  readonly accessKeyId?: string
  readonly userName?: string
  readonly identityProvider?: string
  readonly invokedBy?: string
  readonly sessionContext?: SessionContext
}

export interface SessionContext {
  readonly sessionIssuer?: Pick<UserIdentity, 'principalId' | 'arn' | 'accountId' | 'userName'> & {
    readonly type: 'Role' | 'IAMUser' | 'Root'
  }
  readonly webIdFederationData?: { readonly federatedProvider: string; readonly attributes: Members }
  readonly attributes: { readonly creationDate: string; readonly mfaAuthenticated: 'true' | 'false' }
  readonly sourceIdentity?: string
}
