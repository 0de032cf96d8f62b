import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { errorCode, HallpassError, jsonText } from '../../base/index.ts'
import { configFileName, type RequestConfig, requestName, userConfigPath } from '../../config/index.ts'
import { checkSessionDuration, checkSessionName, parseDuration, type ViaRole } from '../../issue/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import { readSharedConfig } from '../../shared-config/index.ts'
import { viaText } from '../terminal/via.ts'
import type { CommandContext } from '../terminal/context.ts'

export interface ConfigInitFlags {
  readonly roleArn?: string
  readonly sessionName?: string
  readonly duration?: number | 'max'
  readonly region?: string
  readonly sourceProfile?: string
  readonly via?: readonly ViaRole[]
  readonly user?: boolean
}

/**
 * `hallpass config init`: a configuration file with one request. What no flag says is asked on a terminal. A file that
 * is there stays as it is.
 */
export async function runConfigInit(
  context: CommandContext,
  flags: ConfigInitFlags,
  given: string | undefined,
): Promise<void> {
  const path = flags.user === true ? userConfigPath(context.env) : resolve(configFileName)
  const name = given ?? (await asked(context, 'What shall the request be called?', 'lab', problemOfName))
  if (name === undefined)
    throw missing('the name of the request', 'as in hallpass config init lab --role-arn ARN')
  const wrong = problemOfName(name)
  if (wrong !== undefined)
    throw new HallpassError('UsageError', `the name of the request: ${wrong}`, { facts: { name } })
  const request = await requestFrom(context, flags)
  const text = jsonText({ requests: { [name]: request } })
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, text, { flag: 'wx', mode: 0o644 })
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') {
      throw new HallpassError(
        'SettingInvalid',
        `${path} cannot be written (${errorCode(error) || 'unknown'})`,
        {
          hint: 'make its folder one that you may write to',
          cause: error,
          facts: { file: path },
        },
      )
    }
    throw new HallpassError('UsageError', `${path} is there, and stays as it is`, {
      hint: `add to its "requests": ${JSON.stringify(name)}: ${JSON.stringify(request)}`,
      facts: { file: path },
    })
  }
  context.output.note(`wrote ${path}`)
  context.output.aside(`next: hallpass doctor ${name}`)
}

async function requestFrom(context: CommandContext, flags: ConfigInitFlags): Promise<RequestConfig> {
  const { sessionName, duration, region, via } = flags
  const roleArn = flags.roleArn ?? (await asked(context, 'Which role? Its ARN:', '', problemOf(parseRoleArn)))
  if (roleArn === undefined)
    throw missing('--role-arn', 'give the role: --role-arn arn:aws:iam::123456789012:role/Lab')
  parseRoleArn(roleArn)
  const name =
    sessionName ??
    (await asked(context, 'Who is it for? (empty: asked each time)', '', optional(checkSessionName)))
  if (name) checkSessionName(name)
  const sourceProfile = flags.sourceProfile ?? (await chosenProfile(context))
  if (typeof duration === 'number') checkSessionDuration(duration)
  const length =
    duration ?? (await asked(context, 'How long? (15m to 12h, max; empty: 1h)', '', optional(checkLength)))
  return {
    roleArn,
    ...(via && { via: via.map(viaText) }),
    ...(name && { sessionName: name }),
    ...(length && { duration: typeof length === 'number' ? `${length}s` : length }),
    ...(region && { region }),
    ...(sourceProfile && { sourceProfile }),
  }
}

/** The environment's credentials are none of the profiles: that is the first choice. */
async function chosenProfile({ ask, env }: CommandContext): Promise<string | undefined> {
  const names = [...readSharedConfig({ env }).profiles.keys()]
  if (ask === undefined || names.length === 0) return undefined
  const chosen = await ask.choose('Which profile has your own credentials?', [
    { value: '', label: 'whatever the AWS tools find', hint: 'the environment, AWS_PROFILE, default' },
    ...names.map((name) => ({ value: name, label: name, hint: '' })),
  ])
  return chosen === '' ? undefined : chosen
}

function asked(
  { ask }: CommandContext,
  question: string,
  example: string,
  problem: (answer: string) => string | undefined,
): Promise<string | undefined> {
  if (ask === undefined) return Promise.resolve(undefined)
  return ask.text(example === '' ? question : `${question} (for example ${example})`, problem)
}

function problemOfName(name: string): string | undefined {
  return requestName.test(name) ? undefined : 'use letters, digits and _ . -, 64 at most'
}

function problemOf(check: (answer: string) => unknown): (answer: string) => string | undefined {
  return (answer) => {
    try {
      check(answer)
    } catch (error) {
      if (error instanceof HallpassError) return error.message
      throw error
    }
    return undefined
  }
}

function optional(check: (answer: string) => unknown): (answer: string) => string | undefined {
  return (answer) => (answer === '' ? undefined : problemOf(check)(answer))
}

function checkLength(answer: string): void {
  if (answer !== 'max') checkSessionDuration(parseDuration(answer, 'the duration'))
}

function missing(what: string, hint: string): HallpassError {
  return new HallpassError('UsageError', `${what} is missing, and there is no terminal to ask on`, { hint })
}
