import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Environment } from '../base/index.ts'
import { fileLocations } from '../shared-config/index.ts'

/** What one session is asked for, and by whom: everything that decides which session STS would answer with. */
export interface CacheableRequest {
  readonly roleArn: string
  /** Roles that are assumed on the way, first to last. */
  readonly via?: readonly string[] | undefined
  readonly sessionName: string
  /** `max`: the longest that AWS gives. */
  readonly durationSeconds?: number | 'max' | undefined
  readonly externalId?: string | undefined
  readonly policy?: string | undefined
  readonly policyArns?: readonly string[] | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly transitiveTagKeys?: readonly string[] | undefined
  readonly sourceIdentity?: string | undefined
  readonly serialNumber?: string | undefined
  readonly webIdentityTokenFile?: string | undefined
  readonly region?: string | undefined
  readonly sourceProfile?: string | undefined
  readonly env: Environment
}

/**
 * What a session is kept by: the request, every `AWS_…` variable (which credentials, which endpoint, which region) but
 * the secret ones, and which version of the config files there is. A change to any of them is another session: at worst
 * STS is asked once more than needed.
 */
export function cacheKey(request: CacheableRequest): string {
  const { env, webIdentityTokenFile, tags, via = [], ...rest } = request
  // Left out where there are none, as it was before there were any: what is kept stays good.
  const asked = via.length === 0 ? rest : { ...rest, via }
  const variables = Object.entries(env)
    .filter(([name]) => name.startsWith('AWS_') && !isSecret(name))
    .toSorted(byName)
  const { credentialsPath, configPath } = fileLocations(env)
  const parts = [
    1,
    Object.entries(asked).toSorted(byName),
    Object.entries(tags ?? {}).toSorted(byName),
    webIdentityTokenFile === undefined ? null : resolve(webIdentityTokenFile),
    variables,
    [credentialsPath, configPath].map(version),
  ]
  return JSON.stringify(parts)
}

// The access key id says whose they are.
function isSecret(variable: string): boolean {
  return /SECRET|TOKEN|PASSWORD/.test(variable) && !variable.endsWith('_FILE')
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function version(file: string): readonly unknown[] {
  const status = statSync(file, { throwIfNoEntry: false })
  return status === undefined ? [file] : [file, status.mtimeMs, status.size, status.ino]
}
