import { AwsError } from '../../base/index.ts'
import { invalidArgument } from '../wire/index.ts'

/** The fields of a form up to its file, and the file, which is yet to be read. */
export interface UploadForm {
  /** By lower-case name; of a field that is sent twice, the first. */
  readonly fields: ReadonlyMap<string, string>
  /** What the file is called where it comes from, without a folder. */
  readonly fileName: string
  /** Read to its end, it is known that the form was whole. @throws AwsError `MalformedPOSTRequest` */
  readonly file: AsyncIterable<Uint8Array>
}

/** Everything before the file's first byte. */
const mostFieldBytes = 20 * 1024

/**
 * Reads a form, `multipart/form-data`, as far as to its file. What comes behind the file is ignored, as by AWS.
 *
 * @throws AwsError `MalformedPOSTRequest`, `MaxPostPreDataLengthExceededError`, `InvalidArgument` without a file
 * @see https://www.rfc-editor.org/rfc/rfc7578
 */
export async function readForm(contentType: string, body: AsyncIterable<Uint8Array>): Promise<UploadForm> {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType)
  if (boundary === null) throw malformed()
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2] ?? ''}`, 'latin1')
  const source = body[Symbol.asyncIterator]()
  // The first delimiter has no line before it that it could end.
  let buffer: Buffer = Buffer.from('\r\n')
  let taken = 0

  const more = async (): Promise<void> => {
    const next = await source.next()
    if (next.done === true) throw malformed()
    buffer = Buffer.concat([buffer, next.value])
  }
  /** What comes before a mark; the mark is taken too. */
  const upTo = async (mark: Buffer): Promise<Buffer> => {
    for (;;) {
      const at = buffer.indexOf(mark)
      if (taken + (at === -1 ? buffer.length : at) > mostFieldBytes) throw tooMuchBefore()
      if (at === -1) {
        await more()
        continue
      }
      const before = buffer.subarray(0, at)
      buffer = buffer.subarray(at + mark.length)
      taken += before.length
      return before
    }
  }

  const fields = new Map<string, string>()
  if ((await upTo(delimiter)).length > 0) throw malformed()
  for (;;) {
    while (buffer.length < 2) await more()
    if (buffer.subarray(0, 2).toString('latin1') === '--') throw noFile()
    // White space may follow a boundary.
    if ((await upTo(lineEnd)).toString('latin1').trim() !== '') throw malformed()
    buffer = Buffer.concat([lineEnd, buffer])
    const { name, fileName } = disposition(await upTo(headersEnd))
    if (name === 'file') {
      const file = readFile(buffer, source, delimiter)
      return { fields, fileName: (fileName ?? '').replace(/^.*[/\\]/s, ''), file }
    }
    const value = (await upTo(delimiter)).toString('utf8')
    if (!fields.has(name)) fields.set(name, value)
  }
}

const lineEnd = Buffer.from('\r\n')
const headersEnd = Buffer.from('\r\n\r\n')

async function* readFile(
  read: Buffer,
  source: AsyncIterator<Uint8Array>,
  delimiter: Buffer,
): AsyncGenerator<Uint8Array, void> {
  let buffer = read
  for (;;) {
    const at = buffer.indexOf(delimiter)
    if (at !== -1) {
      yield buffer.subarray(0, at)
      return
    }
    // The delimiter may have begun.
    const sure = buffer.length - delimiter.length + 1
    if (sure > 0) {
      yield buffer.subarray(0, sure)
      buffer = buffer.subarray(sure)
    }
    const next = await source.next()
    if (next.done === true) throw malformed()
    buffer = Buffer.concat([buffer, next.value])
  }
}

function disposition(headers: Buffer): { readonly name: string; readonly fileName: string | undefined } {
  const line = headers
    .toString('utf8')
    .split('\r\n')
    .find((one) => /^content-disposition\s*:/i.test(one))
  const parameter = (name: string): string | undefined => {
    const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]*))`, 'i').exec(line ?? '')
    return found === null
      ? undefined
      : (found[1] ?? found[2] ?? '').replace(/\\(["\\])/g, '$1').replaceAll('%22', '"')
  }
  const name = parameter('name')
  if (line === undefined || name === undefined || !/^[^:]*:\s*form-data\b/i.test(line)) throw malformed()
  return { name: name.toLowerCase(), fileName: parameter('filename') }
}

function malformed(): AwsError {
  return new AwsError(
    'MalformedPOSTRequest',
    400,
    'The body of your POST request is not well-formed multipart/form-data.',
  )
}

function tooMuchBefore(): AwsError {
  return new AwsError(
    'MaxPostPreDataLengthExceededError',
    400,
    'Your POST request fields preceding the upload file were too large.',
    { details: { MaxPostPreDataLengthExceeded: String(mostFieldBytes) } },
  )
}

function noFile(): AwsError {
  return invalidArgument('POST requires exactly one file upload per request.', 'file', '0')
}
