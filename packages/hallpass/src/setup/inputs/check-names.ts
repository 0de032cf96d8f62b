import { HallpassError, shownValue } from '../../base/index.ts'
import { ownershipTagKey } from '../model/model.ts'

/**
 * A name of a user, a role or a set-up: 1 to 64 letters, digits and `_ + = , . @ -`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 * @throws HallpassError `InvalidInput`
 */
export function checkName(name: string, flag: string): string {
  if (/^[A-Za-z0-9_+=,.@-]{1,64}$/.test(name)) return name
  throw invalid(
    `${flag} ${shownValue(name)} is not a name`,
    'use letters, digits and _ + = , . @ -, 1 to 64',
    flag,
  )
}

/**
 * The name of a set-up, which is also the value of a tag: as {@link checkName}, without the comma.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
 * @throws HallpassError `InvalidInput`
 */
export function checkSetupName(name: string): string {
  if (!checkName(name, '--name').includes(',')) return name
  throw invalid(
    `--name ${shownValue(name)} has a comma, which no tag takes`,
    'name it without: --name lab',
    '--name',
  )
}

/**
 * A path of users and roles: `/`, or something between two slashes.
 *
 * @throws HallpassError `InvalidInput`
 */
export function checkPath(path: string): string {
  if (path.length <= 512 && /^\/(?:[\x21-\x7e]+\/)?$/.test(path)) return path
  throw invalid(
    `--path ${shownValue(path)} is not a path`,
    'it begins and ends with a slash: /workshops/',
    '--path',
  )
}

/**
 * Tags, those of the arguments (`KEY=VALUE`) over those of the file.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
 * @throws HallpassError `InvalidInput`
 */
export function checkTags(
  given: readonly string[] | undefined,
  configured: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const tags = new Map(Object.entries(configured))
  for (const text of given ?? []) {
    const at = text.indexOf('=')
    if (at < 1) throw invalid(`--tag ${shownValue(text)} is no tag`, 'write it as KEY=VALUE', '--tag')
    tags.set(text.slice(0, at), text.slice(at + 1))
  }
  const seen = new Set([ownershipTagKey])
  for (const [key, value] of tags) {
    checkTag(key, value)
    if (seen.has(key.toLowerCase())) {
      throw invalid(
        `the tag ${shownValue(key)} is there twice`,
        'keys that differ in case are the same',
        '--tag',
      )
    }
    seen.add(key.toLowerCase())
  }
  if (tags.size > 49)
    throw invalid(`${tags.size} tags are too many`, 'AWS takes 50, one of them ours', '--tag')
  return Object.fromEntries(tags)
}

function checkTag(key: string, value: string): void {
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key) || /^aws:/i.test(key)) {
    throw invalid(
      `${shownValue(key)} cannot be a tag's key`,
      'use letters, digits and _ . : / = + - @',
      '--tag',
    )
  }
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
    throw invalid(
      `the tag ${key} has a value that AWS does not take`,
      'letters, digits and _ . : / = + - @',
      '--tag',
    )
  }
}

function invalid(message: string, hint: string, name: string): HallpassError {
  return new HallpassError('InvalidInput', message, { hint, facts: { name } })
}
