import { HallpassError } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import { loadSettings } from '../../settings/index.ts'
import {
  resolveAdministrator,
  type Administrator,
  type SetupInputs,
  type SetupModel,
} from '../../setup/index.ts'
import { secondFactor } from '../issue/second-factor.ts'
import type { CommandContext } from '../terminal/context.ts'

/**
 * Whoever prepares the account, and on a terminal whose profile that is: where the files hold several and nothing
 * says which, a person is asked, for the wrong account is a nuisance to clean up.
 */
export async function setupAdministrator(
  context: CommandContext,
  inputs: SetupInputs,
  model: SetupModel,
): Promise<Administrator> {
  const { env, now, signal } = context
  const sourceProfile = inputs.awsProfile ?? (await askForProfile(context))
  const factor = secondFactor(context, { sourceProfile })
  const administrator = await resolveAdministrator(
    {
      sourceProfile,
      region: model.region,
      env,
      now,
      signal,
      mfaCode: (serialNumber) =>
        factor.mfaCode(serialNumber).catch((error: unknown) => {
          throw withoutFlags(error, sourceProfile)
        }),
      mfaSession: factor.mfaSession,
    },
    model.partition,
  )
  context.output.aside(`account ${administrator.account}, as ${administrator.arn}`)
  return administrator
}

/** No set-up command takes a code: whoami does, and what it begins is kept. */
function withoutFlags(error: unknown, sourceProfile: string | undefined): unknown {
  if (!(error instanceof HallpassError) || error.facts.name !== '--mfa-token') return error
  const profile = sourceProfile === undefined ? '' : ` --source-profile ${posixWord(sourceProfile)}`
  return new HallpassError(error.code, error.message, {
    hint: `give the code once, it does for this too: hallpass whoami${profile} --mfa-token 123456`,
    cause: error,
    facts: error.facts,
  })
}

async function askForProfile({ ask, env }: CommandContext): Promise<string | undefined> {
  if (!ask || env['AWS_PROFILE'] || env['AWS_DEFAULT_PROFILE'] || env['AWS_ACCESS_KEY_ID']) return undefined
  const names = [...loadSettings({ env }).files().profiles.keys()]
  if (names.length < 2) return undefined
  return ask.choose(
    'which AWS profile holds the administrator of the account?',
    names.map((name) => ({ value: name, label: name, hint: '' })),
  )
}
