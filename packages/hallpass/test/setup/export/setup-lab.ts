import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { createLocalAws, type LogEntry } from '@hallpass/local-aws'
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resolveAdministrator } from '../../../src/setup/account/administrator.ts'
import { checkSetup } from '../../../src/setup/check/check.ts'
import { adminPolicy } from '../../../src/setup/export/admin-policy.ts'
import type { SetupModel } from '../../../src/setup/model/model.ts'
import { literalReferences } from '../../../src/setup/model/references.ts'

/** A local AWS, a folder, and an administrator who has exactly the exported policy. */
export interface SetupLab {
  readonly url: string
  readonly account: string
  readonly folder: string
  readonly log: readonly LogEntry[]
  /** Everything that IAM has, without the administrator. */
  readonly iam: IAMClient
  readonly env: NodeJS.ProcessEnv
  readonly run: (command: string, ...args: string[]) => Promise<Ran>
  readonly close: () => Promise<void>
}

export interface Ran {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

export async function openSetupLab(model: SetupModel): Promise<SetupLab> {
  const log: LogEntry[] = []
  const aws = createLocalAws({ log: (entry) => log.push(entry) })
  const { url, close } = await aws.listen()
  const iam = new IAMClient({ endpoint: url, region: aws.region, credentials: aws.admin })
  const UserName = 'administrator'
  await iam.send(new CreateUserCommand({ UserName }))
  const PolicyDocument = JSON.stringify(adminPolicy(model, literalReferences(model, aws.accountId)))
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'setup', PolicyDocument }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-setup-'))
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey,
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    PYENV_VERSION: process.env['PYENV_VERSION'],
    PYENV_ROOT: process.env['PYENV_ROOT'],
  }
  return {
    url,
    account: aws.accountId,
    folder,
    log,
    iam,
    env,
    run: (command, ...args) => run(command, args, folder, env),
    close: async () => {
      rmSync(folder, { recursive: true, force: true })
      await close()
    },
  }
}

/** What `hallpass setup check` finds in the account, in words. */
export async function differencesIn(lab: SetupLab, model: SetupModel): Promise<readonly string[]> {
  const administrator = await resolveAdministrator({ env: lab.env, region: model.region }, model.partition)
  return (await checkSetup(model, administrator)).differences.map(({ words }) => words)
}

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, [...args], { cwd, env }, (error, stdout, stderr) => {
      resolve({ exit: error ? Number(error.code ?? 1) : 0, stdout, stderr })
    })
  })
}

/** A GnuPG key of its own, in a home of its own inside the folder. */
export function createReader(folder: string): {
  readonly publicKeyFile: string
  readonly binaryKeyFile: string
  readonly decrypt: (base64: string) => string
} {
  const home = mkdtempSync(join(folder, 'gnupg-'))
  const gpg = (...args: string[]): Buffer =>
    execFileSync(
      'gpg',
      ['--homedir', home, '--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '', ...args],
      {
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    )
  gpg('--quick-generate-key', 'reader@example.com', 'default', 'default', 'never')
  const publicKeyFile = join(folder, 'reader.asc')
  writeFileSync(publicKeyFile, gpg('--armor', '--export'))
  const binaryKeyFile = join(folder, 'reader.gpg')
  writeFileSync(binaryKeyFile, gpg('--export'))
  return {
    publicKeyFile,
    binaryKeyFile,
    decrypt: (base64) => {
      const file = join(home, 'secret')
      writeFileSync(file, Buffer.from(base64, 'base64'))
      return gpg('--decrypt', file).toString('utf8')
    },
  }
}
