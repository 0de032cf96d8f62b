import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Credentials, type Environment, HallpassError, ownWords } from '../../base/index.ts'
import type { Transcript } from './transcript.ts'

/** The local AWS, as far as the demo uses it. */
export interface DemoAws {
  readonly url: string
  readonly accountId: string
  readonly region: string
  readonly admin: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** Where the demo plays: a local AWS, a folder of its own, and the commands run in it. */
export interface Stage {
  readonly aws: DemoAws
  readonly transcript: Transcript
  /** The person who is given access. */
  readonly sessionName: string
  readonly roleArn: string
  /** A bucket of that person's; its name is a new one each time. */
  readonly bucket: string
  /** What a shell needs to go on here: profiles `admin` and `instruqt` are in a credentials file of the demo's own. */
  readonly shell: Readonly<Record<string, string>>
  /**
   * Shows a command line and runs it as a process of its own, as a person would.
   *
   * @returns what it printed to stdout
   * @throws HallpassError `AwsRefused` with what it said, when it failed; `Aborted`
   */
  readonly run: (args: readonly string[]) => Promise<string>
  /** Takes the folder away. */
  readonly close: () => void
}

/** Builds the stage. The reader's own AWS settings play no part, and their `~/.aws` is not touched. */
export function openStage(
  aws: DemoAws,
  transcript: Transcript,
  options: { readonly env: Environment; readonly signal: AbortSignal },
): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-demo-'))
  const credentials = join(folder, 'credentials')
  writeFileSync(
    credentials,
    `[admin]\naws_access_key_id = ${aws.admin.accessKeyId}\naws_secret_access_key = ${aws.admin.secretAccessKey}\n`,
    { mode: 0o600 },
  )
  const shell = {
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_ENDPOINT_URL: aws.url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${aws.url}/federation`,
    AWS_REGION: aws.region,
  }
  const env = { ...withoutAws(options.env), ...shell, AWS_EC2_METADATA_DISABLED: 'true' }
  return {
    aws,
    transcript,
    sessionName: 'identified@domain.ext',
    roleArn: `arn:aws:iam::${aws.accountId}:role/InstruqtS3Access`,
    bucket: `lab-identified-${randomBytes(3).toString('hex')}`,
    shell,
    run: (args) => {
      transcript.command(
        `hallpass ${args.map((word) => (word.includes('*') ? `'${word}'` : word)).join(' ')}`,
      )
      return runCommand(args, { env, cwd: folder, signal: options.signal })
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function runCommand(
  args: readonly string[],
  options: { readonly env: Environment; readonly cwd: string; readonly signal: AbortSignal },
): Promise<string> {
  const { signal } = options
  const [program, ...words] = ownWords()
  const child = spawn(program, [...words, ...args], {
    ...options,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  let text = ''
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => (signal.aborted ? resolve(null) : reject(error)))
    child.on('close', resolve)
  })
  if (signal.aborted) throw new HallpassError('Aborted', 'stopped before the end of the demo')
  if (code === 0) return text
  throw new HallpassError('AwsRefused', `hallpass ${args[0] ?? ''} ended with exit code ${code}`, {
    hint: said.trim(),
  })
}

/** The reader's environment without anything of AWS's or ours: the demo is about what it makes itself. */
function withoutAws(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:AWS|HALLPASS)_/i.test(name)))
}

/** What happens in the demo, in the order of its chapters: each leaves here what later ones need. */
export interface Story {
  /** The person's keys, once they are issued. */
  keys?: Credentials
  consoleLink?: string
}

/** One chapter of the demo: a file of its own in `chapters/`, and a line in `chapters/index.ts`. */
export interface Chapter {
  readonly title: string
  readonly tell: (stage: Stage, story: Story) => Promise<void>
}
