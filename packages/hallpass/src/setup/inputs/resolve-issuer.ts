import { HallpassError, shownValue } from '../../base/index.ts'
import type { SetupConfig } from '../../config/index.ts'
import type { SetupIssuer } from '../model/model.ts'
import { resolveKeyless } from './resolve-keyless.ts'
import type { SetupArguments } from './setup-arguments.ts'

const form = /^arn:([a-z0-9-]+):iam::(\d{12}):(?:role|user)\/[\x21-\x7e]{1,576}$/

/**
 * Whom the roles are to trust.
 *
 * @param partition - the region's: a trust does not reach over partitions
 * @throws HallpassError `InvalidInput`, `UsageError`
 */
export function resolveIssuer(given: SetupArguments, setup: SetupConfig, partition: string): SetupIssuer {
  const keyless = resolveKeyless(given, setup)
  if (keyless) return keyless
  if (given.issuerArn !== undefined && given.trustAccount) {
    throw new HallpassError('UsageError', '--issuer-arn and --trust-account do not go together')
  }
  if (given.trustAccount) return { kind: 'account-root' }
  const arn = given.issuerArn ?? setup.issuerArn
  if (arn === undefined) return { kind: setup.trust === 'account' ? 'account-root' : 'user' }
  if (given.user !== undefined) {
    throw new HallpassError('UsageError', '--user and --issuer-arn do not go together', {
      hint: 'with --issuer-arn no user is made: whoever has that arn vends',
    })
  }
  const [, inPartition, account] = form.exec(arn) ?? []
  if (inPartition === undefined || account === undefined) {
    throw invalid(`${shownValue(arn)} is not the arn of an IAM role or user`, hintFor(arn))
  }
  if (inPartition !== partition) {
    throw invalid(
      `the issuer is in partition ${inPartition}, and the region in ${partition}`,
      'no trust reaches over partitions: choose another --region',
    )
  }
  return { kind: 'arn', arn, account }
}

function hintFor(arn: string): string {
  if (arn.includes(':assumed-role/')) {
    return 'this is the arn of a session; name the role: arn:aws:iam::123456789012:role/Server'
  }
  if (arn.endsWith(':root')) return 'for the whole account: --trust-account, in place of --issuer-arn'
  return 'it looks like arn:aws:iam::123456789012:role/Server'
}

function invalid(message: string, hint: string): HallpassError {
  return new HallpassError('InvalidInput', message, { hint, facts: { name: '--issuer-arn' } })
}
