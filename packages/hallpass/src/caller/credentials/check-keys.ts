import { type Credentials, HallpassError } from '../../base/index.ts'

/** What the three parts of credentials are called where they came from, e.g. `AWS_ACCESS_KEY_ID`. */
export interface KeyNames {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/**
 * Checks that keys can be what they are said to be, before they go into a request: printable ASCII without blanks
 * or quotes around it, an access key ID of letters and digits, and no placeholder out of a document. A value is
 * never repeated: each is a secret, or may be one in the wrong place.
 *
 * @throws HallpassError `CredentialsMalformed`, naming the part
 */
export function checkKeys<Keys extends Credentials>(keys: Keys, names: KeyNames): Keys {
  const { accessKeyId, secretAccessKey, sessionToken } = keys
  const swapped = /^(?:AKIA|ASIA)[A-Z0-9]{16}$/.test(secretAccessKey) && !/^A[KS]IA/.test(accessKeyId)
  if (swapped) {
    throw malformed(names, names.secretAccessKey, 'is an access key ID', 'the two keys are swapped')
  }
  const parts: ReadonlyArray<readonly [name: string, value: string]> = [
    [names.accessKeyId, accessKeyId],
    [names.secretAccessKey, secretAccessKey],
    ...(sessionToken === undefined ? [] : [[names.sessionToken, sessionToken] as const]),
  ]
  for (const [name, value] of parts) {
    const problem = problemOf(value)
    if (problem) throw malformed(names, name, ...problem)
  }
  if (!/^\w{3,128}$/.test(accessKeyId) || /^A[KS]IA$/.test(accessKeyId)) {
    const hint =
      accessKeyId.length === 40
        ? 'it is as long as a secret access key: are the two swapped?'
        : 'it has 20 letters and digits, and begins with AKIA (a user) or ASIA (temporary keys)'
    throw malformed(names, names.accessKeyId, 'is not an access key ID', hint)
  }
  return keys
}

type Said = readonly [what: string, hint?: string]

function problemOf(value: string): Said | undefined {
  if (/^\s|\s$/.test(value)) {
    return ['has a blank or a line end around it', 'take it away: AWS takes it for a part of the value']
  }
  if (/^["'`“”‘’]|["'`“”‘’]$/.test(value)) {
    return ['has a quote around it', 'take the quotes away: where they stand they are a part of the value']
  }
  if (isPlaceholder(value)) return ['is an example, not a key']
  if (/[^\x21-\x7e]/.test(value)) {
    return [
      'has a character that no key has',
      'copy it again, whole and in one line: AWS’s own are all ASCII',
    ]
  }
  return undefined
}

/** What documents show in the place of a key; AWS's own examples end in `EXAMPLE` and `EXAMPLEKEY`. */
function isPlaceholder(value: string): boolean {
  return (
    /…|\.\.\./.test(value) ||
    /^(?:A[KS]IA[A-Z0-9]*EXAMPLE|[\w+/]*EXAMPLE_?KEY)$/.test(value) ||
    /^(?:<.*>|\[.*\]|\{.*\}|\$\{?\w+\}?|[xX*]{4,})$/.test(value) ||
    /^(?:your|my|insert|replace|change)[-_ ]?(?:me|aws|access|secret|session|key|token|this)/i.test(value)
  )
}

function malformed(
  names: KeyNames,
  name: string,
  what: string,
  hint = `did you replace the example values of ${names.accessKeyId} and ${names.secretAccessKey}?`,
): HallpassError {
  return new HallpassError('CredentialsMalformed', `${name} ${what}`, { hint, facts: { name } })
}
