import { AwsError } from '../../base/index.ts'

/** Bytes `first` to `last`, both included. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * The one range of a `Range` header. As HTTP wants it, a header of another form is ignored.
 *
 * @returns `undefined` when the whole object is wanted
 * @throws AwsError `InvalidRange` when it begins after the end
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-range
 */
export function byteRange(header: string | undefined, length: number): ByteRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (from === '' && to === '') return undefined
  const first = from === '' ? Math.max(0, length - Number(to)) : Number(from)
  const last = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1)
  if (from !== '' && to !== '' && Number(to) < first) return undefined
  if (first >= length || (from === '' && Number(to) === 0)) {
    throw new AwsError('InvalidRange', 416, 'The requested range is not satisfiable', {
      details: { RangeRequested: header ?? '', ActualObjectSize: String(length) },
    })
  }
  return { first, last }
}
