import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { shellCommand } from '../packages/hallpass/test/command.ts'
import { cleanEnvironment } from './clean-environment.ts'
import type { CommandStep, Journey } from './journey.ts'
import { type LocalAwsProcess, startLocalAws } from './local-aws-process.ts'
import { matchLines } from './match-lines.ts'
import { runProcess } from './run-process.ts'
import { makeSeedSetup } from './seed-setup.ts'
import { startStubAws, type StubAws, type StubBehaviour } from './stub-aws.ts'

/** A local AWS with the seed's set-up in it, for many journeys. */
export interface JourneyRunner {
  readonly run: (journey: Journey) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts what journeys need. Each of them has the issuer's keys, and all else as on a new machine. */
export async function startJourneys(): Promise<JourneyRunner> {
  const bin = mkdtempSync(join(tmpdir(), 'hallpass-journey-bin-'))
  writeFileSync(join(bin, 'hallpass'), `#!/bin/sh\nexec ${shellCommand} "$@"\n`)
  chmodSync(join(bin, 'hallpass'), 0o755)
  const aws = await startLocalAws()
  const { roleArn, accessKeyId, secretAccessKey } = await makeSeedSetup(aws.env)
  const env = cleanEnvironment({
    ...aws.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ADMIN_ACCESS_KEY_ID: aws.env['AWS_ACCESS_KEY_ID'] ?? '',
    ADMIN_SECRET_ACCESS_KEY: aws.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    LOCAL_AWS_URL: aws.url,
    ROLE_ARN: roleArn,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
  })
  return {
    run: (journey) => runJourney(journey, aws, env),
    stop: async () => {
      await aws.stop()
      rmSync(bin, { recursive: true })
    },
  }
}

async function runJourney(
  journey: Journey,
  aws: LocalAwsProcess,
  given: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-journey-'))
  const home = join(folder, 'home')
  const work = join(folder, 'work')
  const temporary = join(folder, 'tmp')
  for (const path of [home, work, temporary]) mkdirSync(path)
  const env: Record<string, string> = { ...given, HOME: home, TMPDIR: temporary }
  const expand = (text: string): string =>
    text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? '')
  let stub: StubAws | undefined
  try {
    for (const step of journey.steps) {
      switch (step.kind) {
        case 'env':
          if (step.value === undefined) delete env[step.name]
          else env[step.name] = expand(step.value)
          break
        case 'write':
          mkdirSync(dirname(join(home, step.path)), { recursive: true, mode: 0o700 })
          writeFileSync(join(home, step.path), expand(step.lines.map((line) => `${line}\n`).join('')))
          break
        case 'stub':
          stub = await startStubAws(behaviour(step.words))
          env['STUB_URL'] = stub.url
          break
        case 'command':
          await runStep(step, { aws, stub, env, home, work, expand })
      }
    }
    expect(readdirSync(work), 'left in the working folder').toEqual([])
    expect(readdirSync(temporary), 'left in the folder for temporary files').toEqual([])
  } finally {
    await stub?.close()
    rmSync(folder, { recursive: true })
  }
}

interface Place {
  readonly aws: LocalAwsProcess
  readonly stub: StubAws | undefined
  readonly env: Readonly<Record<string, string>>
  readonly home: string
  readonly work: string
  readonly expand: (text: string) => string
}

async function runStep(step: CommandStep, place: Place): Promise<void> {
  const { aws, stub, env, home, work, expand } = place
  const awsMark = step.aws ? (await aws.log()).length : 0
  const stubMark = stub?.asked().length ?? 0
  const ended = await runProcess('sh', ['-c', step.interrupt ? `exec ${step.command}` : step.command], {
    env,
    cwd: work,
    started: (child) => {
      if (step.interrupt) void stub?.firstAsked.then(() => child.kill('SIGINT'))
    },
  })
  const expected = {
    command: step.command,
    exit: step.exitCode,
    stdout: step.stdout.map(expand),
    stderr: step.stderr.map(expand),
    ...(step.aws && { aws: step.aws.map(expand) }),
    ...(step.stub && { stub: step.stub.map(expand) }),
  }
  const seen = {
    command: step.command,
    exit: ended.exitCode,
    stdout: matchLines(ended.stdout, expected.stdout),
    stderr: matchLines(ended.stderr, expected.stderr),
    ...(expected.aws && { aws: matchLines((await aws.log(awsMark)).join('\n'), expected.aws) }),
    ...(expected.stub && {
      stub: matchLines((stub?.asked().slice(stubMark) ?? []).join('\n'), expected.stub),
    }),
  }
  expect(seen, `line ${step.line}`).toEqual(expected)
  for (const [mode, path] of step.modes) {
    expect((statSync(join(home, path)).mode & 0o777).toString(8), `mode of ${path}`).toBe(mode)
  }
}

function behaviour([kind, status, code = '', ...message]: readonly string[]): StubBehaviour {
  switch (kind) {
    case 'any-role':
    case 'no-session-duration':
    case 'no-sign-in':
    case 'portal':
    case 'echo':
    case 'silent':
      return { kind }
    case 'refuses':
      return { kind, status: Number(status), code, message: message.join(' ') }
    default:
      throw new SyntaxError(`there is no stub ${kind}`)
  }
}
