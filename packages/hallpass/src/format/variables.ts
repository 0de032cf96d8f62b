import {
  checkEndpointForAll,
  checkOption,
  checkOptional,
  endpointForAll,
  type IssuedKeys,
  isoSeconds,
} from '../base/index.ts'

/** What is written: keys, and where they are good. */
export interface FormatInput {
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
    readonly expiration: Date
  }
  readonly region: string
  /** Set when every service is called at an endpoint of its own, as with a local AWS; not a session's `endpoint.url`. */
  readonly endpointUrl?: string | undefined
}

/**
 * What is to be written of keys, or of a session as it was issued, which knows itself where its keys are good.
 *
 * @throws TypeError naming what is missing or of a wrong type, and for an endpoint that is STS's alone
 */
export function formatInput(given: FormatInput | IssuedKeys): FormatInput {
  checkOption('session', given, 'an object')
  const { credentials, region } = given
  checkOption('credentials', credentials, 'an object')
  for (const key of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const) {
    checkOption(`credentials.${key}`, credentials[key], 'a non-empty string')
  }
  checkOption('credentials.expiration', credentials.expiration, 'a Date')
  checkOption('region', region, 'a non-empty string')
  const own = 'endpointUrl' in given ? given.endpointUrl : undefined
  checkOptional('endpointUrl', own, 'a string')
  checkEndpointForAll(own)
  const endpointUrl = own ?? ('endpoint' in given ? endpointForAll(given) : undefined)
  return { credentials, region, endpointUrl }
}

/**
 * The environment variables, in the order of `aws configure export-credentials`. Both region variables: boto3
 * and the AWS CLI v1 read only `AWS_DEFAULT_REGION`, the SDK for JavaScript only `AWS_REGION`.
 */
export function variables(input: FormatInput): ReadonlyArray<readonly [name: string, value: string]> {
  const { credentials, region, endpointUrl } = input
  return [
    ['AWS_ACCESS_KEY_ID', credentials.accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey],
    ['AWS_SESSION_TOKEN', credentials.sessionToken],
    ['AWS_CREDENTIAL_EXPIRATION', isoSeconds(credentials.expiration)],
    ['AWS_REGION', region],
    ['AWS_DEFAULT_REGION', region],
    ...(endpointUrl === undefined ? [] : [['AWS_ENDPOINT_URL', endpointUrl] as const]),
  ]
}
