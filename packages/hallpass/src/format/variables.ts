import { isoSeconds } from '../base/index.ts'
/** What is written: keys, and where they are good. */
export interface FormatInput {
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
    readonly expiration: Date
  }
  readonly region: string
  /** Set when every service is called at an endpoint of its own, as with a local AWS. */
  readonly endpointUrl?: string | undefined
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
