/** The parts of keys, and what stands beside them. */
export type PastedField = 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'expiration' | 'region'

/** How every form calls them, in lower case and without `_`, `-` and blanks. */
const names: Readonly<Record<string, PastedField>> = {
  awsaccesskeyid: 'accessKeyId',
  accesskeyid: 'accessKeyId',
  awsaccesskey: 'accessKeyId',
  accesskey: 'accessKeyId',
  sessionid: 'accessKeyId',
  awssecretaccesskey: 'secretAccessKey',
  secretaccesskey: 'secretAccessKey',
  awssecretkey: 'secretAccessKey',
  secretkey: 'secretAccessKey',
  sessionkey: 'secretAccessKey',
  awssessiontoken: 'sessionToken',
  awssecuritytoken: 'sessionToken',
  sessiontoken: 'sessionToken',
  securitytoken: 'sessionToken',
  token: 'sessionToken',
  expiration: 'expiration',
  expires: 'expiration',
  expiresat: 'expiration',
  awscredentialexpiration: 'expiration',
  xhallpassexpiration: 'expiration',
  xsecuritytokenexpires: 'expiration',
  region: 'region',
  awsregion: 'region',
  awsdefaultregion: 'region',
}

/** A name with the value that follows it. */
export interface Assignment {
  readonly field: PastedField
  readonly value: string
  /** It went over several lines. */
  readonly broken: boolean
  readonly form: PastedForm
}

/** What the keys are written for. */
export type PastedForm = 'shell' | 'fish' | 'powershell' | 'windows-cmd' | 'ini' | 'json' | 'dotenv' | 'bare'

const assignment =
  /(["']?)\b((?:aws|x|access|secret|session|security|token|expir|region)[A-Za-z0-9_-]{0,40}(?: access)?(?: key)?(?: id)?)\1[ \t]{0,20}([:=]|[ \t])[ \t]{0,20}/gi
const mostValue = 8192

/** Every assignment of a text, in whatever form, in the order in which they stand. */
export function findAssignments(text: string): Assignment[] {
  const found: Assignment[] = []
  for (const match of text.matchAll(assignment)) {
    const [whole, quote = '', name = '', sign = ''] = match
    const field = names[name.toLowerCase().replaceAll(/[_\s-]/g, '')]
    if (field === undefined) continue
    const before = lineBefore(text, match.index)
    const form = formOf(before, quote, sign, name)
    // A blank alone says nothing where nobody sets a variable.
    if (sign.trim() === '' && form !== 'fish') continue
    const { value, broken } = valueAt(text, match.index + whole.length, field, form)
    if (value !== '') found.push({ field, value, broken, form })
  }
  return found
}

function lineBefore(text: string, at: number): string {
  return text.slice(Math.max(text.lastIndexOf('\n', at - 1) + 1, at - 200), at)
}

function formOf(before: string, quote: string, sign: string, name: string): PastedForm {
  if (/\$env:$/i.test(before)) return 'powershell'
  if (/\bset\s(?:-\S+\s+)+$/.test(before)) return 'fish'
  if (/\bset\s+"?$/i.test(before)) return 'windows-cmd'
  if (/\bexport\s+$/.test(before)) return 'shell'
  if (sign === ':') return 'json'
  if (quote !== '') return 'json'
  return /^[A-Z0-9_]+$/.test(name) ? 'dotenv' : 'ini'
}

function valueAt(
  text: string,
  at: number,
  field: PastedField,
  form: PastedForm,
): { readonly value: string; readonly broken: boolean } {
  const rest = text.slice(at, at + mostValue)
  const quote = rest[0]
  if (quote === '"' || quote === "'") {
    const end = rest.indexOf(quote, 1)
    const inside = end === -1 ? firstLine(rest.slice(1)) : rest.slice(1, end)
    // A quote that is closed in another assignment was never closed.
    const value =
      /[=:]\s*["']?$/.test(inside) || (inside.includes('=') && /\n.*\w=/.test(inside))
        ? firstLine(inside)
        : inside
    return { value: value.replaceAll(/\s+/g, ''), broken: value.includes('\n') }
  }
  const line = firstLine(rest)
  const first = (
    form === 'windows-cmd' ? line.replace(/["&].*$/, '') : line.replace(/[\s;,"'}].*$/, '')
  ).trim()
  if (field !== 'sessionToken') return { value: first, broken: false }
  // A token goes on over lines that are nothing but more of it.
  const more: string[] = []
  for (const next of rest.slice(line.length + 1).split('\n')) {
    if (!/^\s*[A-Za-z0-9+/]{8,}={0,2}\s*$/.test(next) || /^\s*[A-Z0-9]{16,32}\s*$/.test(next)) break
    more.push(next.trim())
  }
  return { value: first + more.join(''), broken: more.length > 0 }
}

function firstLine(text: string): string {
  const end = text.indexOf('\n')
  return end === -1 ? text : text.slice(0, end)
}
