/**
 * The services of AWS's JSON protocol: its version, how `X-Amz-Target` names their actions, and how they spell
 * the member of a refusal that holds its sentence.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export const jsonServices = {
  ssm: { version: '1.1', target: 'AmazonSSM', message: 'message' },
  sqs: {
    version: '1.0',
    target: 'AmazonSQS',
    message: 'message',
    namespace: 'com.amazonaws.sqs#',
    query: true,
  },
  dynamodb: {
    version: '1.0',
    target: 'DynamoDB_20120810',
    message: 'message',
    namespace: 'com.amazonaws.dynamodb.v20120810#',
    foreign: {
      AccessDeniedException: 'com.amazon.coral.service#',
      ExpiredTokenException: 'com.amazon.coral.service#',
      IncompleteSignatureException: 'com.amazon.coral.service#',
      InvalidSignatureException: 'com.amazon.coral.service#',
      MissingAuthenticationTokenException: 'com.amazon.coral.service#',
      SerializationException: 'com.amazon.coral.service#',
      UnknownOperationException: 'com.amazon.coral.service#',
      UnrecognizedClientException: 'com.amazon.coral.service#',
      ValidationException: 'com.amazon.coral.validate#',
    },
    crc32: true,
  },
  secretsmanager: { version: '1.1', target: 'secretsmanager', message: 'Message' },
} as const satisfies Readonly<Record<string, JsonForm & { readonly target: string }>>

export type JsonService = keyof typeof jsonServices

export function isJsonService(service: string | undefined): service is JsonService {
  return service !== undefined && Object.hasOwn(jsonServices, service)
}

/** How the answers of a service are written. */
export interface JsonForm {
  readonly version: '1.0' | '1.1'
  readonly message: 'message' | 'Message'
  /** What a refusal's code stands behind in `__type`, e.g. `com.amazonaws.sqs#`. Default: nothing. */
  readonly namespace?: string
  /** Codes that stand behind something else. */
  readonly foreign?: Readonly<Record<string, string>>
  /** Whether each answer tells its checksum, in `X-Amz-Crc32`. */
  readonly crc32?: true
  /** Whether a refusal also says how the service's older Query protocol calls it. */
  readonly query?: true
}

/**
 * The form of a request in AWS's JSON protocol, of whatever service; `undefined` for a request in another one.
 */
export function jsonFormOf(
  headers: ReadonlyMap<string, string>,
  service: string | undefined,
): JsonForm | undefined {
  const version = /^application\/x-amz-json-(1\.[01])(?: *;|$)/i.exec(
    headers.get('content-type')?.trim() ?? '',
  )?.[1]
  if (isJsonService(service)) return jsonServices[service]
  if (version === undefined || !headers.has('x-amz-target')) return undefined
  return { version: version === '1.0' ? '1.0' : '1.1', message: 'message' }
}

/** The action that `X-Amz-Target` names, whoever's it is, e.g. `GetParameter` of `AmazonSSM.GetParameter`. */
export function targetedAction(headers: ReadonlyMap<string, string>): string | undefined {
  return /^[\w-]{1,128}\.(\w{1,128})$/.exec(headers.get('x-amz-target') ?? '')?.[1]
}

/** The service that `X-Amz-Target` names an action of, which says so itself of a service that is not here. */
export function targetedService(headers: ReadonlyMap<string, string>): string {
  const prefix = /^([\w-]{1,128})\./.exec(headers.get('x-amz-target') ?? '')?.[1] ?? 'unknown'
  return Object.entries(jsonServices).find(([, { target }]) => target === prefix)?.[0] ?? prefix
}
