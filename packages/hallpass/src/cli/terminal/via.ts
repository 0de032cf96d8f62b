import { HallpassError, nearestName, shownValue } from '../../base/index.ts'
import type { ViaRole } from '../../issue/index.ts'
import { textsFlag } from './flags.ts'

const fields = { 'external-id': 'externalId', 'session-name': 'sessionName' } as const

/** `--via`, as every command with a session takes it. */
export const viaFlag = {
  ...textsFlag('ARN', 'a role to assume on the way; in order'),
  parse: parseVia,
} as const

/**
 * Reads a role on the way as it is typed: its ARN, and behind blanks what its trust asks for:
 * `arn:aws:iam::123456789012:role/Hub external-id=lab session-name=ada`.
 *
 * @throws HallpassError `UsageError`
 */
export function parseVia(text: string): ViaRole {
  const [roleArn = '', ...pairs] = text.trim().split(/\s+/)
  if (roleArn === '') throw new HallpassError('UsageError', 'ARN is empty')
  const given: { externalId?: string; sessionName?: string } = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, Math.max(at, 0))
    const field = Object.entries(fields).find(([word]) => word === name)?.[1]
    if (field === undefined || at === pair.length - 1) {
      const near = nearestName(name, Object.keys(fields))
      throw new HallpassError(
        'UsageError',
        `--via takes an ARN and what its trust asks for, not ${shownValue(pair)}`,
        {
          hint:
            near === undefined
              ? "write it as --via 'ARN external-id=ID session-name=NAME'"
              : `did you mean ${near}=…?`,
          facts: { name: '--via' },
        },
      )
    }
    given[field] = pair.slice(at + 1)
  }
  return { roleArn, ...given }
}

/** A role on the way, as it is typed. */
export function viaText({ roleArn, externalId, sessionName }: ViaRole): string {
  const more = [
    ...(externalId === undefined ? [] : [`external-id=${externalId}`]),
    ...(sessionName === undefined ? [] : [`session-name=${sessionName}`]),
  ]
  return [roleArn, ...more].join(' ')
}
