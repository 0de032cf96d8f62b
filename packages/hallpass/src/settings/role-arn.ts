import { checkOption, HallpassError, shownValue } from '../base/index.ts'
import { partitionById, type Partition } from './partitions.ts'

/** An IAM role's arn, taken apart. */
export interface RoleArn {
  readonly arn: string
  readonly partition: Partition
  /** 12 digits. */
  readonly account: string
  /** The last part: what appears in the assumed-role arn. */
  readonly roleName: string
}

const form = /^arn:([a-z0-9-]+):iam::(\d{12}):role\/((?:[\x21-\x7e]+\/)?)([\w+=,.@-]{1,64})$/

/**
 * Takes a role's arn apart. The partition comes from the arn, never from a region.
 *
 * @throws HallpassError `InvalidInput` when it is not a role's arn: the hint says what is wrong with it
 * @throws TypeError when it is not a string
 */
export function parseRoleArn(arn: string): RoleArn {
  checkOption('roleArn', arn, 'a string')
  const match = arn.length <= 2048 ? form.exec(arn) : null
  if (!match) {
    throw new HallpassError('InvalidInput', `${shownValue(arn)} is not the arn of an IAM role`, {
      hint: roleArnHint(arn),
      facts: { name: 'roleArn' },
    })
  }
  const [, partition = '', account = '', , roleName = ''] = match
  return { arn, partition: partitionById(partition), account, roleName }
}

function roleArnHint(arn: string): string {
  const example = 'arn:aws:iam::123456789012:role/InstruqtS3Access'
  if (/^["'“”‘’`]|["'“”‘’`]$/.test(arn)) return `take the quotes around it away: ${example}`
  if (/\s/.test(arn)) return `there is a blank or a line end in it; a role's arn looks like ${example}`
  if (/…|\.\.\.|[<>]/.test(arn))
    return `it is an example: replace what stands for something, as in ${example}`
  if (/:\d{4}-\d{4}-\d{4}:/.test(arn)) return `write the account without dashes, as in ${example}`
  if (/^arn:[a-z-]+:iam:\d{12}:role\//.test(arn)) {
    return `a colon is missing before the account: two stand there, as in ${example}`
  }
  if (arn.includes('AWS_ACCOUNT_ID')) {
    return `replace AWS_ACCOUNT_ID by the 12 digits of your account, as in ${example}`
  }
  if (arn.includes(':assumed-role/')) {
    return `this is the arn of a session; the role itself has an arn like ${example}`
  }
  if (arn.includes(':user/')) return `this is the arn of a user; a role has an arn like ${example}`
  if (arn.includes(':instance-profile/')) {
    return `this is the arn of an instance profile; a role has an arn like ${example}`
  }
  if (/^[\w+=,.@-]{1,64}$/.test(arn)) {
    // What is long may be a secret in the wrong place, which is not repeated.
    const name = arn.length > 24 ? 'NAME' : arn
    return `give the whole arn: aws iam get-role --role-name ${name} --query Role.Arn --output text`
  }
  return `a role's arn looks like ${example}`
}
