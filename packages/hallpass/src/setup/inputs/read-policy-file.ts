import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { errorCode, HallpassError, isRecord, shownReason } from '../../base/index.ts'
import type { PolicyDocument } from '../../iam/index.ts'

/**
 * A policy of the user's own: its document, and the file's name without `.json`.
 *
 * @throws HallpassError `SettingInvalid`: not there, not JSON, or no policy
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
  const document = parse(file, read(file))
  if (!isPolicy(document)) {
    throw invalid(
      file,
      'is not a policy: it has no Statement',
      'it looks like { "Version": "2012-10-17", "Statement": [...] }',
    )
  }
  if (hasControls(document)) throw invalid(file, 'has control characters that IAM does not take in a policy')
  return { name, document }
}

// Escaped, as \u0001 is, they get past the look at the file itself.
function hasControls(document: PolicyDocument): boolean {
  let found = false
  JSON.stringify(document, (_key, value: unknown) => {
    if (typeof value === 'string' && /[^\P{Cc}\t\n\r]/u.test(value)) found = true
    return value
  })
  return found
}

function isPolicy(document: unknown): document is PolicyDocument {
  return isRecord(document) && typeof document['Statement'] === 'object' && document['Statement'] !== null
}

function read(file: string): string {
  let content: string
  try {
    content = readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    const absent = errorCode(error) === 'ENOENT'
    throw invalid(file, absent ? 'does not exist' : 'cannot be read')
  }
  // IAM takes Latin-1 in a policy and nothing beyond it.
  if (/[^\t\n\r\u0020-\u00ff]/u.test(content)) {
    throw invalid(file, 'has characters that IAM does not take in a policy')
  }
  return content
}

function parse(file: string, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw invalid(file, `is not JSON: ${shownReason(error)}`)
  }
}

function invalid(file: string, what: string, hint?: string): HallpassError {
  return new HallpassError('SettingInvalid', `${file}: ${what}`, { hint, facts: { file } })
}
