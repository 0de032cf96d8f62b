import { type Account, regionAt, type Secret } from '../model/index.ts'
import type { AuthorizationNeed, Call } from '../protocol/index.ts'
import { invalidRequest, secretNotFound } from './errors.ts'

/** `arn:aws:secretsmanager:REGION:ACCOUNT:secret:` */
export function secretArnPrefix(region: string, account: string): string {
  return `arn:aws:secretsmanager:${region}:${account}:secret:`
}

/** The secrets of the caller's account in the region of the call, without those whose time is over. */
export function secretsOf({ account, region, now }: Call): readonly Secret[] {
  const secrets = regionAt(account, region)?.secrets ?? new Map<string, Secret>()
  for (const secret of secrets.values()) if (isOver(secret, now)) secrets.delete(secret.name)
  return [...secrets.values()]
}

/** A secret of an account in the region of the call, unless its time is over. */
export function secretNamed({ region, now }: Call, account: Account, name: string): Secret | undefined {
  const secrets = regionAt(account, region)?.secrets
  const secret = secrets?.get(name)
  if (secret === undefined || !isOver(secret, now)) return secret
  secrets?.delete(name)
  return undefined
}

function isOver({ deletionDate }: Secret, now: Date): boolean {
  return deletionDate !== undefined && deletionDate <= now
}

/**
 * A secret by its name, or by its arn with or without the six characters at its end; an arn may be of another
 * account. `undefined`: there is none.
 */
export function secretAt(call: Call, id: string): Secret | undefined {
  const [, region, owner = '', name = ''] =
    /^arn:aws[a-z-]*:secretsmanager:([\w-]*):(\d{12}):secret:(.+)$/s.exec(id) ?? []
  if (region === undefined) return secretNamed(call, call.account, id)
  const account = call.state.accounts.get(owner)
  if (account === undefined || region !== call.region) return undefined
  const whole = secretNamed(call, account, name.replace(/-[A-Za-z0-9]{6}$/, ''))
  return whole?.arn === id ? whole : secretNamed(call, account, name)
}

/** @throws AwsError `ResourceNotFoundException` */
export function findSecret(call: Call, id: string): Secret {
  const secret = secretAt(call, id)
  if (secret === undefined) throw secretNotFound()
  return secret
}

/** @throws AwsError `InvalidRequestException` too, for one that is to be deleted */
export function findLiveSecret(call: Call, id: string): Secret {
  const secret = findSecret(call, id)
  if (secret.deletionDate !== undefined) {
    throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.")
  }
  return secret
}

type Keys = Iterable<readonly [key: string, value: string | number | boolean | readonly string[] | undefined]>

/**
 * What an action on a secret needs, which may not be there, with the policy of the secret. A refusal calls the
 * secret as the caller does.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
export function secretNeed(call: Call, action: string, id: string, more: Keys = []): AuthorizationNeed {
  const secret = secretAt(call, id)
  const arn =
    secret?.arn ?? (id.startsWith('arn:') ? id : `${secretArnPrefix(call.region, call.account.id)}${id}`)
  const context = contextOf([['secretsmanager:SecretId', arn], ...more])
  for (const [key, value] of secret?.tags ?? []) {
    context.set(`aws:ResourceTag/${key}`, [value])
    context.set(`secretsmanager:ResourceTag/${key}`, [value])
  }
  return {
    action: `secretsmanager:${action}`,
    resource: arn,
    named: id,
    resourceAccount: secret?.account ?? accountOf(arn) ?? call.account.id,
    context,
    ...(secret?.policy === undefined
      ? {}
      : { resourcePolicy: { ...secret.policy, kind: 'resource' as const } }),
  }
}

/** What an action needs that is about no secret in particular. */
export function accountNeed(action: string): AuthorizationNeed {
  return { action: `secretsmanager:${action}`, resource: '*', named: '' }
}

/** Condition keys as a policy compares them; what is not sent is no key. */
export function contextOf(keys: Keys): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>()
  for (const [key, value] of keys) {
    if (value !== undefined) context.set(key, typeof value === 'object' ? value : [String(value)])
  }
  return context
}

function accountOf(arn: string): string | undefined {
  const account = arn.split(':')[4]
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined
}
