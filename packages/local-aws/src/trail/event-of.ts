import { createHash } from 'node:crypto'

import type { CloudTrailEvent, EventResource, Members } from './cloud-trail-event.ts'
import type { Happening, S3Happening } from './happening.ts'
import { membersOfFields } from './members.ts'
import { isReadOnly, type RecordedService, recordedServices } from './recorded-services.ts'
import { type S3Asked, s3Asked } from './s3-asked.ts'
import { foreignIdentity, userIdentity, wholeSeconds } from './user-identity.ts'

/**
 * The accounts whose trails have it: the caller's and, of a call across accounts, those of the resources. Who owns a
 * role is not told that somebody of another account was refused it.
 */
export function recipientsOf(happening: Happening): readonly [string, ...string[]] {
  const { who, account, service, owners, errorCode, s3 } = happening
  if (who?.principal.type === 'anonymous') {
    const [first = s3?.bucketOwner ?? account, ...more] = owners
    return [first, ...more]
  }
  const others = owners.filter((owner) => owner !== account)
  if (others.length === 0 || who === undefined) return [account]
  return service === 'sts' && errorCode !== undefined ? [account] : [account, ...others]
}

/** The record of it in one account's trail. */
export function eventOf(happening: Happening, recipient: string): CloudTrailEvent {
  const { who, account, service, eventName, userAgent, requestId } = happening
  const recorded: RecordedService = recordedServices[service]
  const errorCode = recordedErrorCode(happening)
  const resources =
    happening.s3 === undefined ? otherResources(happening) : s3Resources(happening.s3, happening.host)
  const isData = recorded.isData?.(eventName) === true
  const isShared = recipientsOf(happening).length > 1
  const isForeign = isShared && recipient !== account && who?.principal.type !== 'anonymous'
  const told = isForeign ? withoutInnerMatters(happening) : happening
  const { errorMessage } = told
  const more = additionalData(told)
  return {
    eventVersion: '1.11',
    userIdentity:
      who !== undefined && isForeign
        ? foreignIdentity(who, account)
        : userIdentity(who, happening.accessKeyId, happening.vouched),
    eventTime: wholeSeconds(new Date(happening.at)),
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

function requestParameters({ leftOut, s3, fields, parameters, host }: Happening): Members | null {
  if (leftOut !== undefined) {
    return { omitted: true, originalSize: leftOut, reason: 'the request is longer than 100 KB' }
  }
  if (s3 !== undefined) return s3Parameters(s3, host)
  return fields === undefined ? filledMembers(parameters) : membersOfFields(new Map(fields))
}

function filledMembers(members: Members | undefined): Members | null {
  return members === undefined || Object.keys(members).length === 0 ? null : members
}

/** The bucket, the key and whatever else the path, the query and the headers ask for. */
function s3Parameters(s3: S3Happening, host: string): Members {
  const { bucket, key, params } = askedOf(s3, host)
  return {
    ...Object.fromEntries([...params].filter(([name]) => !secretParams.has(name.toLowerCase()))),
    ...Object.fromEntries(s3.asked),
    ...(bucket === '' ? {} : { bucketName: bucket }),
    ...(key === '' ? {} : { key }),
    ...s3.put,
    Host: host,
  }
}

const secretParams = new Set([
  'x-amz-signature',
  'x-amz-security-token',
  'x-amz-credential',
  'signature',
  'awsaccesskeyid',
])

function askedOf({ target, website, formKey }: S3Happening, host: string): S3Asked {
  const asked = s3Asked(target, host, website)
  return formKey === undefined ? asked : { ...asked, key: formKey }
}

function responseElements(happening: Happening, recorded: RecordedService): Members | null {
  const { service, result, eventName, errorCode, s3 } = happening
  if (service === 'signin') return { [eventName]: errorCode === undefined ? 'Success' : 'Failure' }
  if (errorCode !== undefined) return null
  if (s3 === undefined) return filledMembers(result)
  if (isReadOnly(recorded, eventName) || s3.headers.length === 0) return null
  return Object.fromEntries(s3.headers)
}

function additionalData({ service, reason, who, parameters, s3 }: Happening): Members | undefined {
  // More than AWS says: what the local AWS's own log has, as to why it was refused.
  const why = reason === undefined ? {} : { reason }
  if (service === 'signin') {
    return {
      ...parameters,
      MobileVersion: 'No',
      MFAUsed: who?.session?.mfaAuthenticated === true ? 'Yes' : 'No',
      ...why,
    }
  }
  if (s3 === undefined) return reason === undefined ? undefined : why
  const { signedBy, bytesIn, bytesOut } = s3
  return {
    ...(signedBy === undefined ? {} : { SignatureVersion: 'SigV4', AuthenticationMethod: signedBy }),
    bytesTransferredIn: bytesIn,
    bytesTransferredOut: bytesOut,
    ...why,
  }
}

function s3Resources(s3: S3Happening, host: string): readonly EventResource[] {
  const { bucket, key } = askedOf(s3, host)
  if (bucket === '') return []
  const owner = s3.bucketOwner
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

function otherResources({ resource, resourceAccount, account, who }: Happening): readonly EventResource[] {
  if (resource === undefined || !resource.startsWith('arn:')) return []
  const type = resourceTypes.find(([pattern]) => pattern.test(resource))?.[1]
  const accountId = resourceAccount ?? (who && account)
  return [
    {
      ...(accountId === undefined ? {} : { accountId }),
      ...(type === undefined ? {} : { type }),
      ARN: resource,
    },
  ]
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
