import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leading, ourProgram } from '../packages/hallpass/test/command.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { type LocalAwsProcess, startLocalAws } from './local-aws-process.ts'
import { type Ended, runProcess } from './run-process.ts'
import { makeSeedSetup } from './seed-setup.ts'

/** What `hallpass issue` prints. */
export interface IssuedJson {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken: string
  readonly ConsoleMagicLink: string | null
  readonly Expiration: string
  readonly AssumedRoleArn: string
}

/** A local AWS with the seed's set-up, an empty HOME, and the built command in it as the issuer. */
export interface Lab {
  readonly aws: LocalAwsProcess
  readonly roleArn: string
  readonly home: string
  /** The issuer's: keys, endpoint, regions. */
  readonly issuerEnv: Readonly<Record<string, string>>
  /** The same without keys: what a participant has beside those that were issued. */
  readonly placeEnv: Readonly<Record<string, string>>
  /** Runs `hallpass` with these words. */
  readonly hallpass: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>
  /** Runs `hallpass issue` for the role and reads what it printed. */
  readonly issue: (sessionName: string) => Promise<IssuedJson>
  readonly close: () => Promise<void>
}

/** Opens a lab; close it after use. */
export async function openLab(): Promise<Lab> {
  const home = mkdtempSync(join(tmpdir(), 'hallpass-lab-'))
  const aws = await startLocalAws()
  const { roleArn, accessKeyId, secretAccessKey } = await makeSeedSetup(aws.env)
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...place } = aws.env
  const placeEnv = cleanEnvironment({ ...place, HOME: home })
  const issuerEnv = {
    ...placeEnv,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
  const hallpass: Lab['hallpass'] = (args, env = issuerEnv) =>
    runProcess(ourProgram, [...leading, ...args], { env, cwd: home })
  return {
    aws,
    roleArn,
    home,
    issuerEnv,
    placeEnv,
    hallpass,
    issue: async (sessionName) => {
      const ended = await hallpass(['issue', '-r', roleArn, '-s', sessionName])
      if (ended.exitCode !== 0)
        throw new Error(`hallpass issue ended with ${ended.exitCode}: ${ended.stderr}`)
      const issued: IssuedJson = JSON.parse(ended.stdout)
      return issued
    },
    close: async () => {
      await aws.stop()
      rmSync(home, { recursive: true })
    },
  }
}

/** The environment of a participant with these keys. */
export function keysEnv(keys: IssuedJson): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: keys.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
    AWS_SESSION_TOKEN: keys.SessionToken,
  }
}

/** The same keys with another last letter in the secret. */
export function tampered(keys: IssuedJson): IssuedJson {
  const last = keys.SecretAccessKey.endsWith('A') ? 'B' : 'A'
  return { ...keys, SecretAccessKey: `${keys.SecretAccessKey.slice(0, -1)}${last}` }
}
