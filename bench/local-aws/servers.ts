import { fileURLToPath } from 'node:url'
import { type Background, startBackground } from '../background.ts'
import { pythonWith } from '../runtimes.ts'
import { createSeedSetup, type SeedSetup, setupCalls } from '../seed-setup.ts'

/** Who answers AssumeRole. */
export interface Server {
  readonly name: string
  readonly start: () => Promise<Background>
  /** Makes the issuer and the role; the bare server takes any. */
  readonly setUp: (running: Background) => Promise<SeedSetup>
}

/** The launcher of the built local AWS. */
export const localAwsBin = fileURLToPath(
  new URL('../../packages/local-aws/bin/local-aws.cjs', import.meta.url),
)
const bareServer = fileURLToPath(new URL('bare-server.cjs', import.meta.url))
const anyKeys = { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'x'.repeat(40) }

/** The local AWS as its command runs it: every check is on, there is no other way. */
export const localAws: Server = {
  name: 'local AWS',
  start: () =>
    startBackground({
      file: process.execPath,
      args: (port) => [localAwsBin, '--port', String(port), '--quiet'],
    }),
  setUp: ({ url, printed }) => createSeedSetup(url, printedKeys(printed())),
}

const bare: Server = {
  name: 'bare Node.js server',
  start: () => startBackground({ file: process.execPath, args: (port) => [bareServer, String(port)] }),
  setUp: async () => ({ keys: anyKeys, roleArn: 'arn:aws:iam::111122223333:role/InstruqtS3Access' }),
}

/** Every contestant that can run here. */
export function servers(): Server[] {
  return [bare, localAws, ...motoServers()]
}

function motoServers(): Server[] {
  const python = pythonWith('moto.server')
  if (python === undefined) return []
  const moto = (name: string, env: Readonly<Record<string, string>>): Server => ({
    name,
    start: () =>
      startBackground({
        file: python.file,
        args: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
        env,
      }),
    setUp: ({ url }) => createSeedSetup(url, anyKeys),
  })
  return [
    moto('moto, as it comes', {}),
    // The one that asked whether it was ready counts too.
    moto('moto, told to check', { INITIAL_NO_AUTH_ACTION_COUNT: String(setupCalls + 1) }),
  ]
}

/** The administrator's keys, from the lines that the local AWS prints. */
export function printedKeys(exports: string): SeedSetup['keys'] {
  const value = (name: string): string => new RegExp(`^export ${name}=(.*)$`, 'm').exec(exports)?.[1] ?? ''
  return { accessKeyId: value('AWS_ACCESS_KEY_ID'), secretAccessKey: value('AWS_SECRET_ACCESS_KEY') }
}
