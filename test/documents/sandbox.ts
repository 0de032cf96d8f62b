import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalAws } from '@hallpass/local-aws'
import { shellCommand } from '../../packages/hallpass/test/command.ts'
import { built } from '../built.ts'
import { cleanEnvironment } from '../clean-environment.ts'
import { type Ended, runProcess } from '../run-process.ts'

/** The account that the documents speak of. */
const accountId = '123456789012'

/** A home, a folder to work in and a local AWS: where what a document says is typed in. */
export interface Sandbox {
  /** Where commands run. */
  readonly folder: string
  /** Runs a script in a real shell, to its end; the first command that fails ends it. */
  shell(script: string): Promise<Ended>
  /** Starts what goes on until it is stopped, and stops it when it has printed `ready`. Gives its exit code. */
  untilReady(script: string, ready: RegExp): Promise<Ended>
  close(): Promise<void>
}

/**
 * A new one: profile `admin`, a list of people, and, unless it is empty, a set-up with the issuer's profile `instruqt`.
 *
 * @param options.profiles - further profiles with an administrator's keys
 * @param options.identity - whose keys are in the environment, as a document takes for granted
 * @param options.isEmpty - nothing is set up in the account
 */
export async function openSandbox(options: {
  readonly identity: 'admin' | 'instruqt'
  readonly isEmpty: boolean
  readonly profiles: readonly string[]
}): Promise<Sandbox> {
  const home = mkdtempSync(join(tmpdir(), 'hallpass-documents-'))
  // The embedded PostgreSQL is another user where this one is root.
  chmodSync(home, 0o755)
  const [folder, bin] = [join(home, 'work'), join(home, 'bin')]
  for (const made of [folder, bin, join(home, '.aws')]) mkdirSync(made)
  const aws = createLocalAws({ accountId })
  const { url, close } = await aws.listen()
  const { accessKeyId, secretAccessKey } = aws.admin
  const adminKeys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  writeFileSync(
    join(home, '.aws', 'credentials'),
    ['admin', ...options.profiles].map((name) => `[${name}]\n${adminKeys}`).join(''),
    { mode: 0o600 },
  )
  const node = `'${process.execPath}'`
  const program = (name: string, text: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  }
  // A port and a folder that nobody else has; else exactly what is published.
  program(
    'hallpass',
    `if [ "$1" = server ]; then set -- "$@" --port 0 --data '${join(home, 'data')}'; fi\nexec ${shellCommand} "$@"`,
  )
  program('npx', `name=$1; shift; exec "$(basename "$name")" "$@"`)
  program('local-aws', `exec ${node} '${built.localAws}' "$@"`)
  writeFileSync(
    join(folder, 'people.csv'),
    'session-name,duration,tag:team\nada@example.com,1h,blue\ngrace@example.com,1h,red\n',
  )
  writeFileSync(join(folder, 'bad.csv'), 'session-name\nada l\nada\nADA\n')
  const clean = cleanEnvironment({
    HOME: home,
    AWS_ENDPOINT_URL: url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${url}/federation`,
  })
  const env: Record<string, string> = {
    ...clean,
    AWS_REGION: 'eu-west-1',
    // What version 1 of the AWS CLI reads.
    AWS_DEFAULT_REGION: 'eu-west-1',
    PATH: `${bin}:${clean['PATH'] ?? ''}`,
  }
  const shell = (script: string): Promise<Ended> =>
    runProcess('sh', ['-e', '-c', script], { env, cwd: folder })
  if (!options.isEmpty) {
    const applied = await shell('hallpass setup apply --source-profile admin --profile instruqt')
    if (applied.exitCode !== 0) throw new Error(applied.stderr)
    const text = readFileSync(join(home, '.aws', 'credentials'), 'utf8')
    const section = options.identity === 'admin' ? adminKeys : (text.split('[instruqt]\n')[1] ?? '')
    env['AWS_ACCESS_KEY_ID'] = /aws_access_key_id = (.*)/.exec(section)?.[1] ?? ''
    env['AWS_SECRET_ACCESS_KEY'] = /aws_secret_access_key = (.*)/.exec(section)?.[1] ?? ''
  }
  return {
    folder,
    shell,
    untilReady: (script, ready) => {
      const child = spawn('sh', ['-c', `exec ${script}`], { env, cwd: folder })
      return stoppedWhenReady(child, ready)
    },
    close: async () => {
      await close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function stoppedWhenReady(child: ChildProcess, ready: RegExp): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    let isReady = false
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      if (!isReady && ready.test(stdout)) {
        isReady = true
        child.kill('SIGINT')
      }
    })
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
}

/** What `hallpass` is called with by scripts, as a real shell reads them, with nothing run. */
export async function hallpassCalls(
  scripts: readonly string[],
): Promise<readonly (readonly (readonly string[])[])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-calls-'))
  const [bin, record] = [join(folder, 'bin'), join(folder, 'calls')]
  mkdirSync(bin)
  const write = `require('node:fs').appendFileSync(process.argv[1], JSON.stringify(process.argv.slice(2)) + '\\n')`
  writeFileSync(
    join(bin, 'hallpass'),
    `#!/bin/sh\nexec '${process.execPath}' -e "${write}" -- '${record}' "$@"\n`,
    { mode: 0o755 },
  )
  writeFileSync(
    join(bin, 'npx'),
    '#!/bin/sh\nname=$1; shift; [ "$name" != hallpass ] || exec hallpass "$@"\n',
    { mode: 0o755 },
  )
  try {
    const all: (readonly (readonly string[])[])[] = []
    for (const script of scripts) {
      writeFileSync(record, '')
      // Nothing else is found: what is not hallpass's fails, and the next line goes on.
      await runProcess('/bin/sh', ['-c', script], { env: { PATH: bin, HOME: folder }, cwd: folder })
      const lines = readFileSync(record, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
      all.push(lines.map((line): readonly string[] => JSON.parse(line)))
    }
    return all
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
