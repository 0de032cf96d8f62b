import type { Table, TableStream } from '../../model/index.ts'
import { type Call, flag, required, structure, text } from '../../protocol/index.ts'
import { invalidValues, validationException } from '../errors/index.ts'

export const billingMode = text({ oneOf: ['PROVISIONED', 'PAY_PER_REQUEST'] })
export const tableClass = text({ oneOf: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'] })
export const streamSpecification = structure({
  StreamEnabled: required(flag),
  StreamViewType: text({ oneOf: ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'] }),
})
export const encryptionSpecification = structure({
  Enabled: flag,
  SSEType: text({ oneOf: ['AES256', 'KMS'] }),
  KMSMasterKeyId: text(),
})

export function readTableClass(sent: string | undefined): Table['tableClass'] {
  return sent === 'STANDARD' || sent === 'STANDARD_INFREQUENT_ACCESS' ? sent : undefined
}

/**
 * What becomes of a table's stream.
 *
 * @throws AwsError `ValidationException`
 */
export function readStream(
  call: Call,
  table: Pick<Table, 'arn' | 'stream'>,
  sent: { readonly StreamEnabled: boolean; readonly StreamViewType: string | undefined },
): TableStream | undefined {
  const { StreamEnabled, StreamViewType: viewType } = sent
  if (!StreamEnabled) {
    if (viewType !== undefined) {
      throw invalidValues('Table stream view type cannot be specified when stream is disabled')
    }
    return table.stream && { ...table.stream, isEnabled: false }
  }
  if (viewType === undefined) {
    throw invalidValues('UpdateTable requires StreamViewType to be specified when StreamEnabled is true')
  }
  if (table.stream?.isEnabled === true) {
    throw validationException(`Table already has an enabled stream: TableName: ${nameOf(table.arn)}`)
  }
  const label = call.now.toISOString().replace('Z', '')
  return { isEnabled: true, viewType, arn: `${table.arn}/stream/${label}`, label }
}

/**
 * The key of KMS that a table is encrypted with; `undefined`: one that AWS owns.
 *
 * @throws AwsError `ValidationException`
 */
export function readEncryption(
  call: Call,
  sent: {
    readonly Enabled: boolean | undefined
    readonly SSEType: string | undefined
    readonly KMSMasterKeyId: string | undefined
  },
): Table['encryption'] {
  const { Enabled: isEnabled = false, SSEType: type, KMSMasterKeyId: key } = sent
  if (type === 'AES256') {
    throw invalidValues('SSEType AES256 is not supported')
  }
  if (!isEnabled) {
    if (key === undefined && type === undefined) return undefined
    throw invalidValues('SSEType and KMSMasterKeyId are not allowed when SSE is disabled')
  }
  const place = `arn:aws:kms:${call.region}:${call.account.id}:`
  if (key?.startsWith('arn:') === true) return { keyArn: key }
  if (key?.startsWith('alias/') === true) return { keyArn: `${place}${key}` }
  return { keyArn: key === undefined ? `${place}alias/aws/dynamodb` : `${place}key/${key}` }
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}
