import { HallpassError } from '../../base/index.ts'
import {
  type SetupInputs,
  openDestination,
  refuseHandedOver,
  type HandOver,
  type SecretDestination,
} from '../../setup/index.ts'
import { defaultTransport } from '../../wire/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { SetupApplyFlags } from './flags.ts'

type SecretFlags = Pick<
  SetupApplyFlags,
  'keybase' | 'keybaseUrl' | 'pgpKey' | 'profile' | 'secretFile' | 'printSecret'
>

export interface SecretRequest {
  readonly flags: SecretFlags
  readonly inputs: SetupInputs
  /** The account of the set-up. */
  readonly account: string
  /** Goes into the profile with the key. */
  readonly endpointForAll: string | undefined
}

/** Where a new key is to go: as the flags say, else the configuration file, else the person on the terminal. */
export async function setupDestination(context: CommandContext, request: SecretRequest): Promise<HandOver> {
  const { env, now, signal } = context
  const destination = fromFlags(context, request) ?? fromConfig(request) ?? (await ask(context, request))
  return openDestination(destination, { transport: defaultTransport(env), now, signal })
}

/**
 * Refuses flags that say where an unencrypted key goes when there is none to give.
 *
 * @throws HallpassError `KeyHandedOver`
 */
export async function refuseUnusedDestination(
  context: CommandContext,
  request: SecretRequest,
  accessKeyIds: readonly string[],
): Promise<void> {
  const { profile, secretFile, printSecret } = request.flags
  const destination = fromFlags(context, request)
  const isMeant = profile !== undefined || secretFile !== undefined || printSecret
  if (destination && isMeant) await refuseHandedOver(destination, accessKeyIds)
}

function fromFlags(context: CommandContext, request: SecretRequest): SecretDestination | undefined {
  const { keybase, keybaseUrl, pgpKey, profile, secretFile, printSecret } = request.flags
  const named = [
    ['--keybase', keybase],
    ['--pgp-key', pgpKey],
    ['--profile', profile],
    ['--secret-file', secretFile],
    ['--print-secret', printSecret || undefined],
  ].flatMap(([flag, value]) => (value === undefined ? [] : [String(flag)]))
  if (named.length > 1) {
    throw new HallpassError('UsageError', `${named.join(' and ')} do not go together`, {
      hint: 'AWS tells the secret key once, and it goes to one place',
    })
  }
  if (keybase !== undefined) return { kind: 'keybase', user: keybase, baseUrl: keybaseUrl }
  if (pgpKey !== undefined) return { kind: 'pgp-key', file: pgpKey }
  if (profile !== undefined) return intoProfile(context, request, profile)
  if (secretFile !== undefined) return intoFile(request, secretFile)
  return printSecret ? { kind: 'plain' } : undefined
}

function fromConfig({ inputs, flags }: SecretRequest): SecretDestination | undefined {
  if (inputs.keybase !== undefined) {
    return { kind: 'keybase', user: inputs.keybase, baseUrl: flags.keybaseUrl }
  }
  return inputs.pgpKeyFile === undefined ? undefined : { kind: 'pgp-key', file: inputs.pgpKeyFile }
}

async function ask(context: CommandContext, request: SecretRequest): Promise<SecretDestination> {
  const { userName } = request.inputs
  if (!context.ask) {
    throw new HallpassError('UsageError', 'nothing says where the secret access key is to go', {
      hint: [
        `--keybase USER or --pgp-key FILE encrypts it`,
        `--profile ${userName} puts it into your AWS credentials file, --secret-file FILE into a file`,
        '--print-secret prints it',
      ].join('\n'),
      facts: { name: '--profile' },
    })
  }
  const kind = await context.ask.choose('AWS tells the secret access key once: where is it to go?', [
    { value: 'profile', label: `into my AWS credentials file, as profile ${userName}`, hint: '' },
    { value: 'keybase', label: 'encrypted for a keybase user', hint: '' },
    { value: 'pgp-key', label: 'encrypted for an OpenPGP key in a file', hint: '' },
    { value: 'file', label: 'into a file that I alone can read', hint: '' },
  ])
  if (kind === 'profile') return intoProfile(context, request, userName)
  const question = kind === 'keybase' ? 'the keybase user' : 'the path of the file'
  const answer = await context.ask.text(question, (text) => (text.trim() === '' ? 'not empty' : undefined))
  if (kind === 'keybase') return { kind, user: answer, baseUrl: request.flags.keybaseUrl }
  return kind === 'pgp-key' ? { kind, file: answer } : intoFile(request, answer)
}

function intoFile({ inputs, account }: SecretRequest, file: string): SecretDestination {
  return { kind: 'file', file, setupName: inputs.name, account }
}

function intoProfile(
  { env }: CommandContext,
  { inputs, account, endpointForAll }: SecretRequest,
  profile: string,
): SecretDestination {
  const { name: setupName, region } = inputs
  return { kind: 'profile', profile, setupName, account, region, endpointUrl: endpointForAll, env }
}
