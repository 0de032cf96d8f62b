import { HallpassError, nearestName } from '../../base/index.ts'
import { readConfig } from '../../config/index.ts'
import { posixWord } from '../../format/index.ts'
import {
  type Administrator,
  createModel,
  findSetup,
  revokerName,
  type SetupModel,
  type TaggedSetup,
} from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { SetupFlags } from './flags.ts'
import { setupInputs } from './inputs.ts'

/**
 * The model that the flags mean, with {@link namedFlags}.
 *
 * @throws HallpassError as that does
 */
export async function namedModel(
  context: CommandContext,
  flags: SetupFlags,
  administrator: Administrator,
): Promise<SetupModel> {
  const named = await namedFlags(context, flags, administrator)
  if (named !== flags)
    context.output.note(`set-up ${named.name} is user ${named.user} and role ${named.role}`)
  return createModel(setupInputs(context, named))
}

/**
 * The flags, and what they leave out. Where they say nothing but the set-up's name, its user and role are looked for by
 * their tag; for whoever may not list users and roles they are those of old.
 *
 * @returns the flags themselves where nothing was looked for
 * @throws HallpassError `UsageError` where the tag alone does not tell what the set-up is
 */
export async function namedFlags(
  context: CommandContext,
  flags: SetupFlags,
  administrator: Administrator,
): Promise<SetupFlags> {
  const model = createModel(setupInputs(context, flags))
  const isFromFile = readConfig({ path: flags.config }).config.setup !== undefined
  if (isFromFile || flags.name === undefined || saysMore(flags) || model.issuer.kind !== 'user') return flags
  const found = await findOrNothing(administrator, flags.name)
  const roles = found?.roles.filter(({ name }) => name !== revokerName(flags.name ?? '')) ?? []
  const [user] = found?.users ?? []
  const [role, ...more] = roles
  if (!user && !role && found !== undefined) refuseUnknown(flags.name, model, found)
  if (!role) return flags
  if (!user || more.length > 0) {
    throw new HallpassError(
      'UsageError',
      `set-up ${flags.name} has ${roles.map(({ name }) => `role ${name}`).join(', ')}${user ? '' : ' and no user'}`,
      {
        hint: user
          ? 'name the configuration file that it was made from with --config'
          : 'say who vends: --issuer-arn or --keyless-issuer',
        facts: { name: '--name' },
      },
    )
  }
  const path = role.path === '/' ? {} : { path: role.path }
  return { ...flags, user: user.name, role: role.name, ...path }
}

/**
 * A name that no set-up of the account has, where what it stands for by itself is another set-up's: it is mistyped.
 *
 * @throws HallpassError `UsageError`
 */
function refuseUnknown(name: string, model: SetupModel, { others }: TaggedSetup): void {
  const meant = new Set([model.user?.name, ...model.roles.map((role) => role.name)])
  if (!others.some((one) => meant.has(one.name))) return
  const names = [...new Set(others.map(({ owner }) => owner))]
  const near = nearestName(name, names)
  throw new HallpassError('UsageError', `there is no set-up ${name} in the account`, {
    hint: near === undefined ? `there are: ${names.join(', ')}` : `did you mean --name ${posixWord(near)}?`,
    facts: { name: '--name' },
  })
}

function saysMore({ user, role, issuerArn, keylessIssuer, trustAccount }: SetupFlags): boolean {
  return [user, role, issuerArn, keylessIssuer, trustAccount].some(
    (value) => value !== undefined && value !== false,
  )
}

async function findOrNothing({ iam }: Administrator, setupName: string) {
  try {
    return await findSetup(iam, setupName)
  } catch (error) {
    if (error instanceof HallpassError && error.code === 'AccessDenied') return undefined
    throw error
  }
}
