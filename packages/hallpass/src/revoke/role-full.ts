import { HallpassError } from '../base/index.ts'
import { parseRoleArn } from '../settings/index.ts'

/**
 * What to do about names that a full role has no room for, a line each. Every command can be pasted.
 *
 * @param withFlags the flags of the caller's own credentials, quoted, as they were given
 */
export function whenFull(roleArn: string, withFlags: readonly string[] = []): readonly string[] {
  return [
    'the inline policies of the role are full (10,240 characters together); what is left:',
    '- end everyone; whoever is to stay needs new keys; and issue no more to these names:',
    `  ${['hallpass revoke', '--role-arn', roleArn, '--all-before now', ...withFlags].join(' ')}`,
    '- or make room, by moving other inline policies of the role into a managed policy, and run this again',
    '- or stop everyone, later sessions too, with the managed policy AWSDenyAll:',
    `  ${denyAll(roleArn)}`,
  ]
}

/** The failure when names are not denied; without names, when not even everyone can be. */
export function roleFull(roleArn: string, names: readonly string[] = []): HallpassError {
  const { roleName } = parseRoleArn(roleArn)
  const whose = names.length === 1 ? names[0] : `${names.length} names`
  return names.length > 0
    ? new HallpassError('RoleFull', `NOT ended in role ${roleName}, and still working: ${whose}`, {
        hint: whenFull(roleArn).join('\n'),
      })
    : new HallpassError('RoleFull', `role ${roleName} has no room for a revocation: nobody was ended`, {
        hint: [
          'its inline policies have 10,240 characters together: move others into a managed policy, then run this again',
          'to stop everyone now, later sessions too, with the managed policy AWSDenyAll:',
          denyAll(roleArn),
        ].join('\n'),
      })
}

function denyAll(roleArn: string): string {
  const { roleName, partition } = parseRoleArn(roleArn)
  return `aws iam attach-role-policy --role-name ${roleName} --policy-arn arn:${partition.id}:iam::aws:policy/AWSDenyAll`
}
