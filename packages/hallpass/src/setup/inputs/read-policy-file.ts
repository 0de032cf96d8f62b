import { basename } from 'node:path'
import { errorCode, HallpassError, isRecord } from '../../base/index.ts'
import { fileReason, fileText, readRegularFile } from '../../safe-file/index.ts'
import type { PolicyDocument } from '../../iam/index.ts'
import { policyProblems, problemWords } from '../../policy/index.ts'

/**
 * A policy of the user's own: its document, and the file's name without `.json`.
 *
 * @throws HallpassError `SettingInvalid`: not there, or not what AWS takes; names the statement and the nearest right word
 */
export function readPolicyFile(file: string): { readonly name: string; readonly document: PolicyDocument } {
  const name = basename(file).replace(/\.json$/i, '')
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) {
    throw invalid(
      file,
      'the file has a name that no policy can have',
      'use letters, digits and _ + = , . @ -',
    )
  }
  const text = read(file)
  const [first, ...more] = policyProblems(text)
  if (first) {
    const rest = more.length === 0 ? '' : more.map((problem) => `\nalso: ${problemWords(problem)}`).join('')
    throw invalid(file, problemWords(first), `${first.hint ?? 'mend the file'}${rest}`)
  }
  const document: unknown = JSON.parse(text)
  if (!isPolicy(document)) throw invalid(file, 'is no policy')
  if (hasControls(document)) throw invalid(file, 'has control characters that IAM does not take in a policy')
  return { name, document }
}

// Escaped, as \u0001 is, they get past the look at the text.
function hasControls(document: PolicyDocument): boolean {
  let found = false
  JSON.stringify(document, (_key, value: unknown) => {
    if (typeof value === 'string' && /[^\P{Cc}\t\n\r]/u.test(value)) found = true
    return value
  })
  return found
}

// What the check found nothing in has nothing but JSON in it.
function isPolicy(document: unknown): document is PolicyDocument {
  return isRecord(document)
}

function read(file: string): string {
  try {
    return fileText(readRegularFile(file))
  } catch (error) {
    throw invalid(
      file,
      errorCode(error) === 'ENOENT' ? 'does not exist' : `cannot be read: ${fileReason(error)}`,
      // `<(…)` and /dev/stdin, mostly.
      errorCode(error) === 'ENOTFILE'
        ? 'save it to a file first, such as lab.json: the policy is named after its file, and read again by check and destroy'
        : undefined,
    )
  }
}

function invalid(file: string, what: string, hint?: string): HallpassError {
  return new HallpassError('SettingInvalid', `${file}: ${what}`, { hint, facts: { file } })
}
