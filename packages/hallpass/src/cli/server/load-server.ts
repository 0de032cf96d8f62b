import { HallpassError, isMissingModule, isStandalone } from '../../base/index.ts'

/** What of `@hallpass/server` is used here. It builds on this package, so its types are not to be had. */
export interface ServerModule {
  readonly runCommand: (
    args: readonly string[],
    world: {
      readonly stdout: (text: string) => void
      readonly stderr: (text: string) => void
      readonly env: Readonly<Record<string, string | undefined>>
      readonly signal: AbortSignal
    },
  ) => Promise<number>
  readonly startSampleServer: StartSample
}

/** Starts a server to look at, with a workshop and people in it. */
export type StartSample = (options: {
  readonly version: string
  readonly dataFolder: string
  readonly roleArn: string
  readonly issuers: Readonly<Record<string, SampleCaller>>
  readonly revoker: SampleCaller
  readonly log: (line: string) => void
}) => Promise<{
  readonly url: string
  readonly workshopName: string
  readonly instructorUrl: string
  readonly participantUrl: string
  readonly participantName: string
  readonly close: () => Promise<void>
}>

interface SampleCaller {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly sourceProfile: string
  readonly region: string
}

// In a variable: neither the compiler nor the bundler is to follow it.
const packageName: string = '@hallpass/server'

/**
 * Loads the server, which is a package of its own: with a database, and for Node 22.12 and later.
 *
 * @throws HallpassError `DependencyMissing`
 */
export async function loadServer(nodeVersion: string = process.versions.node): Promise<ServerModule> {
  if (isStandalone) {
    throw new HallpassError('DependencyMissing', 'the server is not in this file: it is a package of npm', {
      hint: 'with Node 22.12 or newer: npm install -g hallpass @hallpass/server && hallpass server',
      facts: { name: packageName },
    })
  }
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  if (major < 22 || (major === 22 && minor < 12)) {
    throw new HallpassError(
      'DependencyMissing',
      `the server needs Node 22.12 or newer; this is ${nodeVersion}`,
      {
        hint: 'run it with a newer Node, for example: npx -y node@24 $(which hallpass) server',
        facts: { name: 'node' },
      },
    )
  }
  const loaded = await load()
  if (isServerModule(loaded)) return loaded
  throw new HallpassError('DependencyMissing', 'the server that is installed does not fit this hallpass', {
    hint: 'install both in the same version: npm install hallpass @hallpass/server',
    facts: { name: packageName },
  })
}

async function load(): Promise<unknown> {
  try {
    return await import(packageName)
  } catch (error) {
    if (!isMissingModule(error)) throw error
    throw new HallpassError('DependencyMissing', 'the server is not installed beside hallpass', {
      hint: 'install it: npm install @hallpass/server',
      facts: { name: packageName },
    })
  }
}

function isServerModule(value: unknown): value is ServerModule {
  return (
    typeof value === 'object' &&
    value !== null &&
    'runCommand' in value &&
    typeof value.runCommand === 'function' &&
    'startSampleServer' in value &&
    typeof value.startSampleServer === 'function'
  )
}
