import { randomBytes as systemRandomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { HallpassError, type Environment } from '../../base/index.ts'
import type { LoadedConfig, RoleConfig, SetupConfig } from '../../config/index.ts'
import { checkSessionParameters } from '../../issue/index.ts'
import type { RoleInputs, SetupInputs } from '../model/inputs.ts'
import type { ExternalId } from '../model/model.ts'
import { checkName, checkPath, checkSetupName, checkTags } from './check-names.ts'
import { resolveIssuer } from './resolve-issuer.ts'
import { resolveRevoker } from './resolve-revoker.ts'
import { setupRegion } from './setup-region.ts'
import { resolveRole } from './resolve-role.ts'
import type { SetupArguments } from './setup-arguments.ts'

export interface ResolveOptions {
  /** Where the region is looked for after arguments and file. Default: nowhere. */
  readonly env?: Environment | undefined
  /** For an external id that nobody named. Default: the system's. */
  readonly randomBytes?: (size: number) => Uint8Array
}

/**
 * Puts arguments and configuration file together, fills in the defaults (user `instruqt`, role
 * `InstruqtS3Access` with the preset s3, `eu-west-1` where neither environment nor profile names a region) and checks everything that can be checked without AWS.
 *
 * @throws HallpassError `InvalidInput` for a value of a wrong form, `UsageError` for what does not go together,
 * `SettingInvalid` for a policy file that cannot be used
 */
export function resolveInputs(
  given: SetupArguments,
  loaded: LoadedConfig = { path: undefined, config: {} },
  options: ResolveOptions = {},
): SetupInputs {
  const setup = loaded.config.setup ?? {}
  const folder = loaded.path === undefined ? '.' : dirname(loaded.path)
  const { region, partition } = setupRegion(given, setup, options.env)
  const issuer = resolveIssuer(given, setup, partition)
  const userName = checkName(given.user ?? setup.user ?? 'instruqt', '--user')
  const name = checkSetupName(given.name ?? setup.name ?? userName)
  const roles = rolesOf(given, setup.roles, folder)
  return {
    name,
    region,
    issuer,
    userName,
    path: checkPath(given.path ?? setup.path ?? '/'),
    tags: checkTags(given.tag, setup.tags),
    externalId: externalIdOf(given, setup, issuer.kind === 'arn', options.randomBytes ?? systemRandomBytes),
    roles,
    revoker: resolveRevoker(given.revoker ?? setup.revoker, name, roles),
    awsProfile: given.sourceProfile ?? setup.sourceProfile,
    ...secretReader(given, setup, folder),
  }
}

/** Flags that describe a role are about the only one: with several, the file has to say which. */
function rolesOf(
  given: SetupArguments,
  listed: readonly RoleConfig[] | undefined,
  folder: string,
): readonly [RoleInputs, ...RoleInputs[]] {
  const [only = {}, ...others] = listed ?? []
  if (others.length === 0) return [resolveRole(given, only, folder)]
  const flag = (
    ['role', 'preset', 'bucket', 'policy', 'policyArn', 'maxSessionDuration', 'boundary'] as const
  ).find((name) => given[name] !== undefined)
  if (flag !== undefined) {
    const name = `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    throw new HallpassError(
      'UsageError',
      `${name} is about one role, and the configuration file has several`,
      {
        hint: 'change the role in the file',
        facts: { name },
      },
    )
  }
  const roles: readonly [RoleInputs, ...RoleInputs[]] = [
    resolveRole({}, only, folder),
    ...others.map((role) => resolveRole({}, role, folder)),
  ]
  // IAM takes names that differ in case alone for the same name.
  const names = roles.map(({ name }) => name.toLowerCase())
  const twice = roles.find(({ name }, index) => names.indexOf(name.toLowerCase()) !== index)
  if (twice) throw new HallpassError('InvalidInput', `two roles are named ${twice.name}`)
  return roles
}

function secretReader(
  given: SetupArguments,
  setup: SetupConfig,
  folder: string,
): Pick<SetupInputs, 'keybase' | 'pgpKeyFile'> {
  if (given.keybase !== undefined && given.pgpKey !== undefined) {
    throw new HallpassError('UsageError', '--keybase and --pgp-key do not go together', {
      hint: 'the secret key is encrypted for one reader',
    })
  }
  if (given.keybase !== undefined) return { keybase: given.keybase, pgpKeyFile: undefined }
  if (given.pgpKey !== undefined) return { keybase: undefined, pgpKeyFile: given.pgpKey }
  return {
    keybase: setup.keybase,
    pgpKeyFile:
      setup.keybase !== undefined || setup.pgpKey === undefined ? undefined : join(folder, setup.pgpKey),
  }
}

function externalIdOf(
  given: SetupArguments,
  setup: SetupConfig,
  needed: boolean,
  randomBytes: (size: number) => Uint8Array,
): ExternalId | undefined {
  if (given.noExternalId) {
    if (given.externalId === undefined) return undefined
    throw new HallpassError('UsageError', '--external-id and --no-external-id do not go together')
  }
  const value = given.externalId ?? setup.externalId
  if (value === false) return undefined
  if (value !== undefined) {
    checkSessionParameters({ externalId: value })
    return { value, generated: false }
  }
  if (!needed) return undefined
  return { value: Buffer.from(randomBytes(16)).toString('hex'), generated: true }
}
