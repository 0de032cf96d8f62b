import { createHash } from 'node:crypto'

import type { State } from '../model/index.ts'
import type { CloudTrailEvent, EventResource, Members } from './cloud-trail-event.ts'
import type { Happening } from './happening.ts'
import { membersOf, membersOfFields } from './members.ts'
import { isReadOnly, type RecordedService, recordedServices } from './recorded-services.ts'
import { type S3Asked, s3Asked } from './s3-asked.ts'
import { foreignIdentity, userIdentity, wholeSeconds } from './user-identity.ts'

/**
 * The accounts whose trails have it: the caller's and, of a call across accounts, those of the resources. Who owns a
 * role is not told that somebody of another account was refused it.
 */
export function recipientsOf(happening: Happening): readonly [string, ...string[]] {
  const { caller, account, service, owners, errorCode } = happening
  const others = owners.filter((owner) => owner !== account)
  if (others.length === 0 || caller === undefined) return [account]
  if (caller.principal.type === 'anonymous') {
    const [first = account, ...more] = owners
    return [first, ...more]
  }
  return service === 'sts' && errorCode !== undefined ? [account] : [account, ...others]
}

/** The record of it in one account's trail. */
export function eventOf(
  happening: Happening,
  recipient: string,
  state: Pick<State, 'accounts'>,
): CloudTrailEvent {
  const { caller, service, eventName, userAgent, requestId } = happening
  const recorded: RecordedService = recordedServices[service]
  const errorCode = recordedErrorCode(happening)
  const resources = service === 's3' ? s3Resources(happening) : otherResources(happening)
  const isData = recorded.isData?.(eventName) === true
  const isShared = recipientsOf(happening).length > 1
  const isForeign = isShared && recipient !== caller?.account && caller?.principal.type !== 'anonymous'
  const told = isForeign ? withoutInnerMatters(happening) : happening
  const { errorMessage } = told
  const more = additionalData(told)
  return {
    eventVersion: '1.11',
    userIdentity:
      caller !== undefined && isForeign
        ? foreignIdentity(caller)
        : userIdentity(caller, happening.accessKeyId, state, happening.vouched),
    eventTime: wholeSeconds(happening.at),
    eventSource: recorded.source,
    eventName,
    awsRegion: happening.region,
    sourceIPAddress: happening.remoteAddress.replace(/^::ffff:(?=\d+\.)/i, ''),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(errorMessage === undefined || errorMessage === '' ? {} : { errorMessage }),
    requestParameters: requestParameters(happening),
    responseElements: responseElements(happening, recorded),
    ...(more === undefined ? {} : { additionalEventData: more }),
    requestID: requestId,
    eventID: uuidOf(`${requestId} ${recipient}`),
    readOnly: isReadOnly(recorded, eventName),
    ...(resources.length === 0 ? {} : { resources }),
    eventType: service === 'signin' ? 'AwsConsoleSignIn' : 'AwsApiCall',
    managementEvent: !isData,
    recipientAccountId: recipient,
    ...(isShared ? { sharedEventID: uuidOf(requestId) } : {}),
    eventCategory: isData ? 'Data' : 'Management',
    ...(happening.host === '' ? {} : { tlsDetails: { clientProvidedHostHeader: happening.host } }),
  }
}

/** A refusal names who was refused, and says which policies of theirs do not allow it: nobody else's business. */
function withoutInnerMatters(happening: Happening): Happening {
  const { errorCode, errorMessage } = happening
  const isDenial = errorCode?.startsWith('AccessDenied') === true
  return { ...happening, errorMessage: isDenial ? 'Access Denied' : errorMessage, reason: undefined }
}

/** As CloudTrail spells it: IAM's codes end in `Exception` there. */
export function recordedErrorCode({
  service,
  errorCode,
}: Pick<Happening, 'service' | 'errorCode'>): string | undefined {
  const { errorSuffix }: RecordedService = recordedServices[service]
  return errorCode !== undefined && errorSuffix?.to.has(errorCode) === true
    ? `${errorCode}Exception`
    : errorCode
}

function requestParameters(happening: Happening): Members | null {
  const { service, leftOut } = happening
  if (leftOut !== undefined) {
    return { omitted: true, originalSize: leftOut, reason: 'the request is longer than 100 KB' }
  }
  if (service === 's3') return s3Parameters(happening)
  if (happening.parameters?.areFields === true) {
    const fields: [string, string][] = JSON.parse(happening.parameters.json)
    return membersOfFields(new Map(fields))
  }
  const members = membersOf(parametersIn(happening))
  return isMembers(members) && Object.keys(members).length > 0 ? members : null
}

/** The members that were asked for. */
function parametersIn({ parameters }: Happening): Members | undefined {
  const members: unknown = parameters?.areFields === false ? JSON.parse(parameters.json) : undefined
  return isMembers(members) ? members : undefined
}

/** The bucket, the key and whatever else the path, the query and the headers ask for. */
function s3Parameters(happening: Happening): Members {
  const { bucket, key, params } = askedOf(happening)
  const policy = parametersIn(happening)?.['bucketPolicy']
  return {
    ...Object.fromEntries([...params].filter(([name]) => !secretParams.has(name.toLowerCase()))),
    ...Object.fromEntries(happening.asked),
    ...(bucket === '' ? {} : { bucketName: bucket }),
    ...(key === '' ? {} : { key }),
    ...(policy === undefined ? {} : { bucketPolicy: policy }),
    Host: happening.host,
  }
}

const secretParams = new Set([
  'x-amz-signature',
  'x-amz-security-token',
  'x-amz-credential',
  'signature',
  'awsaccesskeyid',
])

/** A form names its object in a field. */
function askedOf(happening: Happening): S3Asked {
  const asked = s3Asked(happening.target, happening.host, happening.website)
  const named = parametersIn(happening)?.['key']
  return typeof named === 'string' ? { ...asked, key: named } : asked
}

function responseElements(happening: Happening, recorded: RecordedService): Members | null {
  const { service, result, eventName, errorCode } = happening
  if (service === 'signin') return { [eventName]: errorCode === undefined ? 'Success' : 'Failure' }
  if (errorCode !== undefined) return null
  if (service === 's3') return isReadOnly(recorded, eventName) ? null : s3Response(happening)
  const members: unknown = result === undefined ? undefined : JSON.parse(result)
  return isMembers(members) && Object.keys(members).length > 0 ? members : null
}

function s3Response({ responseHeaders }: Happening): Members | null {
  return responseHeaders.length === 0 ? null : Object.fromEntries(responseHeaders)
}

function additionalData(happening: Happening): Members | undefined {
  const { service, signedBy, reason, caller } = happening
  // More than AWS says: what the local AWS's own log has, as to why it was refused.
  const why = reason === undefined ? {} : { reason }
  if (service === 'signin') {
    return {
      ...parametersIn(happening),
      MobileVersion: 'No',
      MFAUsed: caller?.session?.mfaAuthenticatedAt === undefined ? 'No' : 'Yes',
      ...why,
    }
  }
  if (service !== 's3') return reason === undefined ? undefined : why
  return {
    ...(signedBy === undefined ? {} : { SignatureVersion: 'SigV4', AuthenticationMethod: signedBy }),
    bytesTransferredIn: happening.bytesIn,
    bytesTransferredOut: happening.bytesOut,
    ...why,
  }
}

function s3Resources(happening: Happening): readonly EventResource[] {
  const { bucket, key } = askedOf(happening)
  if (bucket === '') return []
  const owner = happening.bucketOwner
  return [
    ...(key === '' ? [] : [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/${key}` }]),
    {
      ...(owner === undefined ? {} : { accountId: owner }),
      type: 'AWS::S3::Bucket',
      ARN: `arn:aws:s3:::${bucket}`,
    },
  ]
}

const resourceTypes: readonly (readonly [RegExp, string])[] = [
  [/^arn:aws:iam::\d*:role\//, 'AWS::IAM::Role'],
  [/^arn:aws:iam::\d*:user\//, 'AWS::IAM::User'],
  [/^arn:aws:iam::\d*:group\//, 'AWS::IAM::Group'],
  [/^arn:aws:iam::\d*:policy\//, 'AWS::IAM::ManagedPolicy'],
  [/^arn:aws:ssm:/, 'AWS::SSM::Parameter'],
  [/^arn:aws:secretsmanager:/, 'AWS::SecretsManager::Secret'],
  [/^arn:aws:dynamodb:[^/]*\/[^/]*$/, 'AWS::DynamoDB::Table'],
  [/^arn:aws:sqs:/, 'AWS::SQS::Queue'],
  [/^arn:aws:sns:/, 'AWS::SNS::Topic'],
]

function otherResources({ resource, resourceAccount, caller }: Happening): readonly EventResource[] {
  if (resource === undefined || !resource.startsWith('arn:')) return []
  const type = resourceTypes.find(([pattern]) => pattern.test(resource))?.[1]
  const accountId = resourceAccount ?? caller?.account
  return [
    {
      ...(accountId === undefined ? {} : { accountId }),
      ...(type === undefined ? {} : { type }),
      ARN: resource,
    },
  ]
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map)
}

/** The same id whenever somebody asks, without keeping it. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
