import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scopes, systemActor } from '../../packages/server/src/actor/index.ts'
import { makeApiToken } from '../../packages/server/src/signin/index.ts'
import { openDatabase } from '../../packages/server/src/store/index.ts'
import { type Background, startBackground } from '../background.ts'
import { localAws, printedKeys } from '../local-aws/servers.ts'

const bin = fileURLToPath(new URL('../../packages/server/bin/hallpass-server.cjs', import.meta.url))

/** A local AWS and a data folder, on which a server can be started again and again. */
export interface Desk {
  readonly aws: URL
  readonly roleArn: string
  readonly start: () => Promise<Background>
  /** A token of a platform that may do everything with its own workshops; the server has to be running. */
  readonly makeToken: () => Promise<string>
  readonly stop: () => Promise<void>
}

export async function openDesk(): Promise<Desk> {
  const aws = await localAws.start()
  const { keys, roleArn } = await localAws.setUp(aws)
  const home = mkdtempSync(join(tmpdir(), 'hallpass-bench-'))
  const data = mkdtempSync(join(tmpdir(), 'hallpass-bench-data-'))
  const file = join(home, 'credentials')
  const section = (name: string, { accessKeyId, secretAccessKey }: typeof keys): string =>
    `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  writeFileSync(file, section('vend', keys) + section('revoke', printedKeys(aws.printed())), { mode: 0o600 })
  const profiles = ['--issuer-profile', 'vend', '--revoker-profile', 'revoke']
  return {
    aws: aws.url,
    roleArn,
    start: () =>
      startBackground({
        file: process.execPath,
        args: (port) => [bin, '--port', String(port), '--data', data, ...profiles],
        env: {
          HOME: home,
          AWS_SHARED_CREDENTIALS_FILE: file,
          AWS_CONFIG_FILE: join(home, 'config'),
          AWS_REGION: 'us-east-1',
          AWS_ENDPOINT_URL: aws.url.origin,
          HALLPASS_SIGNIN_ENDPOINT_URL: `${aws.url.origin}/federation`,
        },
      }),
    makeToken: async () => {
      const open = openDatabase({ socketFolder: join(data, 'run'), user: 'hallpass', database: 'postgres' })
      const services = {
        database: open.database,
        now: () => new Date(),
        randomBytes,
        notifying: { recorded: async () => {} },
        jobs: { schedule: async () => {} },
      }
      const { secret } = await makeApiToken(services, systemActor('bench'), { name: 'bench', scopes })
      await open.close()
      return `Bearer ${secret}`
    },
    stop: async () => {
      await aws.stop()
      for (const folder of [home, data]) rmSync(folder, { recursive: true, force: true })
    },
  }
}
