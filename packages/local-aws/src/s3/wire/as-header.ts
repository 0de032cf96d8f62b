import { invalidArgument } from './errors.ts'

/**
 * What a query or a form says in place of a header, as a header would have it: its bytes in UTF-8, which are
 * read as Latin-1.
 *
 * @throws AwsError `InvalidArgument` for what no header can be or hold
 */
export function asHeader(name: string, value: string): readonly [name: string, value: string] {
  // oxlint-disable-next-line no-control-regex -- control characters are what no header can hold
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,256}$/.test(name) || /[\0-\x08\x0a-\x1f\x7f]/.test(value)) {
    throw invalidArgument('The value cannot be sent as a header.', name.slice(0, 100), value.slice(0, 100))
  }
  return [name, Buffer.from(value, 'utf8').toString('latin1')]
}
