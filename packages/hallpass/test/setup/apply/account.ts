import { IAMClient } from '@aws-sdk/client-iam'
import { createLocalAws, type KeyPair, type LocalAwsOptions } from '@hallpass/local-aws'
import type { Environment } from '../../../src/base/environment.ts'
import { HallpassError } from '../../../src/base/errors.ts'
import type { NewAccessKey } from '../../../src/setup/account/access-keys.ts'
import { type Administrator, resolveAdministrator } from '../../../src/setup/account/administrator.ts'
import { applySetup, type AppliedSetup, type ApplyOptions } from '../../../src/setup/apply/apply.ts'
import { checkSetup } from '../../../src/setup/check/check.ts'
import { resolveInputs } from '../../../src/setup/inputs/resolve-inputs.ts'
import type { SetupArguments } from '../../../src/setup/inputs/setup-arguments.ts'
import { createModel } from '../../../src/setup/model/create-model.ts'
import type { SetupModel } from '../../../src/setup/model/model.ts'
import type { Transport } from '../../../src/wire/http.ts'
import { createTransport } from '../../../src/wire/transport.ts'

/** An empty account on the local AWS, whose time passes only when somebody waits. */
export interface TestAccount {
  readonly url: string
  readonly account: string
  readonly admin: KeyPair
  /** The AWS SDK with the administrator's key: somebody else's hands. */
  readonly iam: IAMClient
  readonly env: Environment
  readonly now: () => Date
  /** Lets time pass. */
  readonly pass: (milliseconds: number) => void
  readonly transport: Transport
  /** The administrator of the code under test. */
  readonly administrator: (options?: {
    transport?: Transport
    credentials?: KeyPair
  }) => Promise<Administrator>
  /** Every action that was called through `transport`, in order. */
  readonly calls: string[]
  readonly close: () => Promise<void>
}

export async function openAccount(
  options: Pick<LocalAwsOptions, 'consistencyDelayMs' | 'faults' | 'randomBytes' | 'fetchDocument'> = {},
): Promise<TestAccount> {
  let time = Date.parse('2026-11-22T12:00:00Z')
  const now = (): Date => new Date(time)
  const aws = createLocalAws({ ...options, now })
  const { url, close } = await aws.listen()
  const calls: string[] = []
  const send = createTransport()
  const transport: Transport = (request, exchange) => {
    calls.push(actionOf(request.body))
    return send(request, exchange)
  }
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const pass = (milliseconds: number): void => void (time += milliseconds)
  return {
    url,
    account: aws.accountId,
    admin: aws.admin,
    iam: new IAMClient({
      endpoint: url,
      region: aws.region,
      credentials: aws.admin,
      systemClockOffset: time - Date.now(),
    }),
    env,
    now,
    pass,
    transport,
    administrator: (given = {}) =>
      resolveAdministrator(
        {
          env,
          credentials: given.credentials ?? aws.admin,
          region: 'eu-west-1',
          now,
          wire: {
            transport: given.transport ?? transport,
            random: () => 0.5,
            sleep: (milliseconds, signal) => {
              pass(milliseconds)
              return signal?.aborted
                ? Promise.reject(new HallpassError('Aborted', 'called off'))
                : Promise.resolve()
            },
          },
        },
        'aws',
      ),
    calls,
    close,
  }
}

export function modelOf(given: SetupArguments = {}): SetupModel {
  return createModel(resolveInputs(given))
}

/** Applies a model, keeping the key that was handed over. */
export async function apply(
  account: TestAccount,
  model: SetupModel,
  options: Partial<ApplyOptions> & { transport?: Transport; credentials?: KeyPair } = {},
): Promise<AppliedSetup & { readonly keys: readonly NewAccessKey[] }> {
  const keys: NewAccessKey[] = []
  const administrator = await account.administrator(options)
  const applied = await applySetup(model, administrator, { openDestination: keepKeys(keys), ...options })
  return { ...applied, keys }
}

/** A destination that keeps the keys it is given. */
export function keepKeys(keys: NewAccessKey[]): ApplyOptions['openDestination'] {
  return () =>
    Promise.resolve((key) => {
      keys.push(key)
      return Promise.resolve({
        accessKeyId: key.accessKeyId,
        secretKey: undefined,
        profile: undefined,
        file: undefined,
      })
    })
}

/** What `check` finds, in words. */
export async function differences(account: TestAccount, model: SetupModel): Promise<readonly string[]> {
  const checked = await checkSetup(model, await account.administrator())
  return checked.differences.map(({ words }) => words)
}

/**
 * A network that fails: the call with this number, from 1, is not answered, after it was served or before; with
 * `forGood` neither is any after it, as for a process that was killed.
 */
export function failing(
  transport: Transport,
  options: { readonly at: number; readonly served: boolean; readonly forGood: boolean },
): { readonly transport: Transport; readonly reached: () => boolean } {
  let calls = 0
  const code = options.forGood ? 'Aborted' : 'NetworkTimeout'
  return {
    reached: () => calls >= options.at,
    transport: async (request, exchange) => {
      calls++
      if (calls < options.at || (calls > options.at && !options.forGood)) return transport(request, exchange)
      if (calls === options.at && options.served) await transport(request, exchange)
      throw new HallpassError(code, 'the network failed, as the test wants it')
    },
  }
}

/** The action of a request of the Query protocol. */
function actionOf(body: string | Uint8Array | undefined): string {
  return new URLSearchParams(typeof body === 'string' ? body : '').get('Action') ?? ''
}
