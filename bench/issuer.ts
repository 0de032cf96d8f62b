import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localAws } from './local-aws/servers.ts'

/** An issuer with a local AWS to call, in a process of its own, and a home folder with nothing in it. */
export interface Issuer {
  readonly url: URL
  readonly roleArn: string
  readonly home: string
  /** The environment of whoever issues. */
  readonly env: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

/** Starts the local AWS and makes an issuer and a role on it. */
export async function startIssuer(): Promise<Issuer> {
  const running = await localAws.start()
  const { keys, roleArn } = await localAws.setUp(running)
  const home = mkdtempSync(join(tmpdir(), 'hallpass-bench-'))
  return {
    url: running.url,
    roleArn,
    home,
    env: {
      HOME: home,
      PATH: process.env['PATH'] ?? '',
      AWS_ENDPOINT_URL: running.url.origin,
      HALLPASS_SIGNIN_ENDPOINT_URL: `${running.url.origin}/federation`,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    },
    stop: async () => {
      await running.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
