import { nonEmpty } from '../base/index.ts'
import { type Caller, type CallerOptions, explainCallerRefusal, resolveCaller } from '../caller/index.ts'
import type { CallerIdentity } from '../query/index.ts'
import {
  loadSettings,
  type Partition,
  partitionById,
  partitionOfRegion,
  type Settings,
} from '../settings/index.ts'

/** What kind of identity AWS says it is; it decides what can be issued with it. */
export type IdentityKind = 'user' | 'root' | 'assumed-role' | 'federated-user'

/** The caller, and who AWS says it is. */
export interface IdentifiedCaller {
  readonly caller: Caller
  readonly identity: CallerIdentity
  readonly kind: IdentityKind
}

/**
 * Finds the caller's credentials, once, and asks AWS whose they are (GetCallerIdentity, which needs no permission).
 *
 * @throws HallpassError as `issue()`, for what concerns the caller
 */
export async function identifyCaller(options: CallerOptions): Promise<IdentifiedCaller> {
  const settings = loadSettings({ env: options.env ?? process.env, sourceProfile: options.sourceProfile })
  const caller = await resolveCaller(options, callerPartition(settings, options.region))
  try {
    const identity = await caller.sts.getCallerIdentity({ signal: options.signal })
    return { caller, identity, kind: identityKind(identity.arn) }
  } catch (error) {
    throw explainCallerRefusal(error, caller)
  }
}

/**
 * The partition of a caller of whom nothing is known yet. Without a role there is no ARN to take it from: it is the
 * region's, and of none the commercial one.
 */
export function callerPartition({ env, profile }: Settings, region: string | undefined): Partition {
  const found =
    region ??
    nonEmpty(env['AWS_REGION']) ??
    nonEmpty(env['AWS_DEFAULT_REGION']) ??
    profile()?.settings.get('region')
  return (found !== undefined && partitionOfRegion(found)) || partitionById('aws')
}

/** What kind of identity an ARN of GetCallerIdentity is of. */
export function identityKind(arn: string): IdentityKind {
  if (/^arn:[\w-]+:iam::\d{12}:root$/.test(arn)) return 'root'
  if (arn.includes(':assumed-role/')) return 'assumed-role'
  if (arn.includes(':federated-user/')) return 'federated-user'
  return 'user'
}
