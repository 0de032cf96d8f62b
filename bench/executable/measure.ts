import { execFileSync } from 'node:child_process'
import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import { compile } from '../../scripts/executables/compile.ts'
import { fetchRuntime } from '../../scripts/executables/fetch-runtime.ts'
import { executableName, ownTarget } from '../../scripts/executables/targets.ts'
import { type Issuer, startIssuer } from '../issuer.ts'
import { describeMachine } from '../machine.ts'
import { type Contestant, takeTurns } from '../rounds.ts'
import { runOnce } from '../run-once.ts'
import { commandAt, pythonWith } from '../runtimes.ts'

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))

/** What was measured of the executable: milliseconds from the start of a process to its end, by contestant. */
export interface ExecutableResults {
  readonly measuredOn: string
  readonly machine: ReturnType<typeof describeMachine>
  readonly rounds: number
  readonly bytes: number
  readonly emptyBytes: number
  readonly samples: ReadonlyMap<string, readonly number[]>
  /** Ways to have Node.js start the same command. */
  readonly ways: ReadonlyMap<string, readonly number[]>
}

/** The executable of this machine, which has been made, beside what one would use otherwise; all in one run. */
export async function measureExecutable(rounds: number): Promise<ExecutableResults> {
  const target = ownTarget()
  if (target === undefined) throw new Error(`there is no executable for ${process.platform} ${process.arch}`)
  const executable = path(`dist/executables/${target.name}/${executableName(target)}`)
  const issuer = await startIssuer()
  try {
    // Not beside the cache folder, which would have the same name.
    const scratch = mkdtempSync(join(issuer.home, 'empty-'))
    const empty = join(scratch, executableName(target))
    const entry = join(scratch, 'empty.ts')
    writeFileSync(entry, '')
    const bun = fetchRuntime(target, path('node_modules/.cache/bun'))
    compile({ entry, bun, runtime: bun, target, outfile: empty })
    const launcher = path('packages/hallpass/bin/hallpass.cjs')
    const asked = ['-r', issuer.roleArn, '-s', 'ada']
    const samples = await takeTurns(rounds, [
      contestant(issuer, 'an empty executable', empty, []),
      ...commands(issuer, 'executable', executable, []),
      contestant(issuer, 'Node.js, nothing', process.execPath, ['-e', '0']),
      ...commands(issuer, 'Node.js', process.execPath, [launcher]),
      ...others(issuer),
    ])
    const ways = await takeTurns(rounds, await waysOfNode(issuer, launcher, ['process', ...asked]))
    return {
      measuredOn: new Date().toISOString().slice(0, 10),
      machine: describeMachine(),
      rounds,
      bytes: statSync(executable).size,
      emptyBytes: statSync(empty).size,
      samples,
      ways,
    }
  } finally {
    await issuer.stop()
  }
}

function contestant(
  issuer: Issuer,
  name: string,
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Contestant<number> {
  const all = { ...issuer.env, XDG_CACHE_HOME: issuer.home, ...env }
  // What is kept is there before the clock runs, and the compiled code.
  runOnce(all, file, args)
  return { name, take: async () => runOnce(all, file, args).ms }
}

function commands(
  issuer: Issuer,
  name: string,
  file: string,
  leading: readonly string[],
): Contestant<number>[] {
  const asked = ['-r', issuer.roleArn, '-s', 'ada']
  const typed = (what: string, args: readonly string[]): Contestant<number> =>
    contestant(issuer, `${name}, ${what}`, file, [...leading, ...args])
  return [
    typed('--version', ['--version']),
    typed('process, kept', ['process', ...asked]),
    typed('exec -- true', ['exec', ...asked, '--', 'true']),
    typed('issue -o json, with link', ['issue', ...asked, '-o', 'json']),
  ]
}

function others(issuer: Issuer): Contestant<number>[] {
  const python = pythonWith('boto3', 'requests')
  const aws = commandAt('aws', '--version')
  const role = ['--role-arn', issuer.roleArn, '--role-session-name', 'ada']
  return [
    ...(python === undefined
      ? []
      : [
          contestant(issuer, 'the boto3 script, with link', python.file, [
            path('bench/one-shot/generate_keys.py'),
            '-r',
            issuer.roleArn,
            '-s',
            'ada',
          ]),
        ]),
    ...(aws === undefined
      ? []
      : [
          contestant(issuer, 'AWS CLI, --version', aws, ['--version']),
          contestant(issuer, 'AWS CLI, assume-role', aws, ['sts', 'assume-role', ...role]),
        ]),
  ]
}

/** Ways that Node.js itself has to start sooner, each with the same command. */
async function waysOfNode(
  issuer: Issuer,
  launcher: string,
  args: readonly string[],
): Promise<Contestant<number>[]> {
  const folder = mkdtempSync(join(issuer.home, 'ways-'))
  const bundle = join(folder, 'one.cjs')
  await build({
    input: path('packages/hallpass/dist/cli/main.cjs'),
    platform: 'node',
    logLevel: 'silent',
    external: [/^node:/, /^@aws-sdk\//, /^@hallpass\//, 'openpgp'],
    output: { file: bundle, format: 'cjs', codeSplitting: false },
  })
  const cached = join(folder, 'cached.cjs')
  writeFileSync(
    cached,
    `require('node:module').enableCompileCache(${JSON.stringify(join(folder, 'cache'))})\nrequire('./one.cjs')\n`,
  )
  const node = process.execPath
  const without = { NODE_DISABLE_COMPILE_CACHE: '1' }
  // A snapshot starts with the bundle parsed and nothing run: what runs is compiled from a string then.
  const snapshot = join(folder, 'snapshot.blob')
  const builder = join(folder, 'snapshot.cjs')
  writeFileSync(
    builder,
    `const { startupSnapshot } = require('node:v8')
const { readFileSync } = require('node:fs')
const text = readFileSync(${JSON.stringify(bundle)}, 'utf8')
startupSnapshot.setDeserializeMainFunction(() => {
  new Function('require', 'module', 'exports', text)(require, { exports: {} }, {})
})
`,
  )
  const ways = [
    contestant(issuer, 'nothing', node, ['-e', '0']),
    contestant(issuer, 'chunks, compiled code kept (what is published)', node, [launcher, ...args]),
    contestant(issuer, 'chunks, nothing kept', node, [launcher, ...args], without),
    contestant(issuer, 'one bundle, compiled code kept', node, [cached, ...args]),
    contestant(issuer, 'one bundle, nothing kept', node, [bundle, ...args], without),
  ]
  try {
    execFileSync(node, ['--snapshot-blob', snapshot, '--build-snapshot', builder], { stdio: 'ignore' })
    ways.push(contestant(issuer, 'a start-up snapshot', node, ['--snapshot-blob', snapshot, 'main', ...args]))
  } catch {
    console.error('no start-up snapshot: this Node.js makes none of it')
  }
  return ways
}
