import type { Call } from '../../protocol/index.ts'
import { invalidArgument } from '../wire/index.ts'

/** What every listing of a bucket takes. */
export interface ListParameters {
  readonly prefix: string
  /** Empty for none. */
  readonly delimiter: string
  /** A thousand at most, whatever was asked for. */
  readonly most: number
  /** Keys as the answer writes them: URL-encoded where the request wants it. */
  readonly encode: (key: string) => string
}

/** @throws AwsError `InvalidArgument` */
export function listParameters(
  { params, headers }: Call,
  limit: 'max-keys' | 'max-uploads' = 'max-keys',
): ListParameters {
  checkAttributes(headers)
  const encoding = params.get('encoding-type')
  if (encoding !== undefined && encoding !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding)
  }
  const maxKeys = params.get(limit) ?? '1000'
  if (!/^\d{1,10}$/.test(maxKeys) || Number(maxKeys) > 2_147_483_647) {
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', maxKeys)
  }
  return {
    prefix: params.get('prefix') ?? '',
    delimiter: params.get('delimiter') ?? '',
    most: Math.min(Number(maxKeys), 1000),
    encode: encoding === 'url' ? encodeKey : (key: string) => key,
  }
}

function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Nothing here was ever restored from the archive: there is no `RestoreStatus` to answer. */
function checkAttributes(headers: ReadonlyMap<string, string>): void {
  const attributes = headers.get('x-amz-optional-object-attributes')
  if (attributes !== undefined && attributes !== 'RestoreStatus') {
    throw invalidArgument('Invalid attribute name specified', 'x-amz-optional-object-attributes', attributes)
  }
}
