import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createLocalAws, type LocalAwsOptions } from '@hallpass/local-aws'
import { leading, ourProgram } from '../../packages/hallpass/test/command.ts'
import { createOutput, reportFailure } from '../../packages/hallpass/src/cli/terminal/output.ts'
import { cleanEnvironment } from '../clean-environment.ts'
import { startLocalAws } from '../local-aws-process.ts'
import { runProcess, type Ended, type ProcessOptions } from '../run-process.ts'
import { makeSeedSetup } from '../seed-setup.ts'
import { startStubAws, type StubAws, type StubBehaviour } from '../stub-aws.ts'
import { type FaultServer, startFaultServer } from './fault-server.ts'

type Settings = Readonly<Record<string, string | undefined>>

/** Where faults happen: a HOME of its own for each, and a local AWS with the seed's set-up for all. */
export interface FaultPlace {
  /** An empty folder. */
  readonly home: string
  readonly roleArn: string
  /** The local AWS and the issuer's keys, and nothing else that steers AWS clients. */
  readonly env: Readonly<Record<string, string>>
  /** The keys of the local AWS's administrator, as environment variables. */
  readonly administrator: Readonly<Record<string, string>>
  /** Makes a file in HOME and returns its path. */
  readonly write: (path: string, text: string) => string
  /** Runs the built command; `undefined` takes a variable of {@link env} away. */
  readonly hallpass: (
    args: readonly string[],
    settings?: Settings,
    options?: Partial<ProcessOptions>,
  ) => Promise<Ended>
  /** `hallpass issue` for somebody and the seed's role, with settings and more flags. */
  readonly issue: (settings?: Settings, ...flags: readonly string[]) => Promise<Ended>
  /** Ends as the command would, with what a call of the library throws. */
  readonly library: (call: () => Promise<unknown>) => Promise<Ended>
  /** A server, the same for all. */
  readonly server: () => Promise<FaultServer>
  /** A stand-in for AWS, closed at the end. */
  readonly stub: (behaviour: StubBehaviour) => Promise<StubAws>
  /** Another local AWS with the seed's set-up, in this process: the variables to use it, with whose keys. */
  readonly localAws: (
    options: LocalAwsOptions,
  ) => Promise<Record<'issuer' | 'administrator', Readonly<Record<string, string>>>>
}

/** Starts what all faults share. */
export async function openFaultPlaces(): Promise<{
  readonly open: () => FaultPlace & { readonly close: () => Promise<void> }
  readonly close: () => Promise<unknown>
}> {
  const aws = await startLocalAws()
  const setup = await makeSeedSetup(aws.env)
  const env = cleanEnvironment({
    ...aws.env,
    AWS_ACCESS_KEY_ID: setup.accessKeyId,
    AWS_SECRET_ACCESS_KEY: setup.secretAccessKey,
  })
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = aws.env
  const administrator = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }
  let started: Promise<FaultServer> | undefined
  const server = (): Promise<FaultServer> => (started ??= startFaultServer())
  return {
    open: () => openPlace({ env, administrator, roleArn: setup.roleArn, server }),
    close: async () => {
      try {
        await (await started)?.close()
      } finally {
        await aws.stop()
      }
    },
  }
}

function openPlace(
  shared: Pick<FaultPlace, 'env' | 'administrator' | 'roleArn' | 'server'>,
): FaultPlace & { readonly close: () => Promise<void> } {
  const home = mkdtempSync(join(tmpdir(), 'hallpass-fault-'))
  const closing: (() => Promise<void>)[] = [async () => rmSync(home, { recursive: true, force: true })]
  const hallpass: FaultPlace['hallpass'] = (args, settings = {}, options = {}) => {
    const env = Object.entries({ ...shared.env, HOME: home, ...settings })
    const given = env.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    return runProcess(ourProgram, [...leading, ...args], {
      env: Object.fromEntries(given),
      cwd: home,
      ...options,
    })
  }
  return {
    ...shared,
    home,
    hallpass,
    write: (path, text) => {
      const file = join(home, path)
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(file, text)
      return file
    },
    issue: (settings, ...flags) =>
      hallpass(['issue', '--role-arn', shared.roleArn, '--session-name', 'ada', ...flags], settings),
    library: asCommand,
    stub: async (behaviour) => {
      const stub = await startStubAws(behaviour)
      closing.unshift(stub.close)
      return stub
    },
    localAws: async (options) => {
      const aws = createLocalAws(options)
      const { url, close } = await aws.listen()
      closing.unshift(close)
      const variables = (id: string, secret: string) => ({
        AWS_ENDPOINT_URL: url,
        HALLPASS_SIGNIN_ENDPOINT_URL: `${url}/federation`,
        AWS_REGION: aws.region,
        AWS_ACCESS_KEY_ID: id,
        AWS_SECRET_ACCESS_KEY: secret,
      })
      const administrator = variables(aws.admin.accessKeyId, aws.admin.secretAccessKey)
      const { accessKeyId, secretAccessKey } = await makeSeedSetup(administrator)
      return { issuer: variables(accessKeyId, secretAccessKey), administrator }
    },
    close: async () => {
      for (const close of closing) await close()
    },
  }
}

async function asCommand(call: () => Promise<unknown>): Promise<Ended> {
  let stderr = ''
  const output = createOutput({
    stdout: { write: () => true },
    stderr: { write: (text: string) => (stderr += text) },
    env: {},
  })
  try {
    await call()
    return { exitCode: 0, stdout: '', stderr }
  } catch (error) {
    return { exitCode: reportFailure(error, output), stdout: '', stderr }
  }
}
