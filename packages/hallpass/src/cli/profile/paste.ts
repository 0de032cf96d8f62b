import { ReadStream } from 'node:tty'
import { HallpassError, jsonText } from '../../base/index.ts'
import {
  mendedProblems,
  mostPastedCharacters,
  type Pasted,
  type PastedKeys,
  type PasteProblem,
  readPaste,
} from '../../paste/index.ts'
import { checkProfile } from '../../profile/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { readStream } from '../terminal/read-stream.ts'
import { readUnseen } from '../terminal/read-unseen.ts'
import type { ProfilePasteFlags } from './flags.ts'
import { errorWords, formWords, otherWords, problemWords } from './paste-words.ts'
import { type Holder, identify, longTermError, write } from './pasted-keys.ts'

/** `hallpass profile paste`: tells what somebody was given, and makes a profile of it where it is keys. */
export async function runProfilePaste(
  context: CommandContext,
  flags: ProfilePasteFlags,
  profile: string | undefined,
): Promise<void> {
  const { env, now, output } = context
  // Asked first: what cannot be written is refused before anything is pasted.
  if (profile !== undefined && flags.dryRun !== true) checkProfile({ profile, env, force: flags.force })
  const pasted = readPaste(await textOf(context), now())
  const tell = (more: object): void => {
    if (flags.json === true) output.result(jsonText({ ...described(pasted), ...more }))
  }
  try {
    const keys = usableKeys(context, pasted)
    const holder = await identify(context, keys, flags, profile)
    if (keys.problems.includes('long-term')) throw longTermError(holder)
    const written = flags.dryRun === true ? undefined : await write(context, keys, holder, flags, profile)
    if (written === undefined) output.note(`AWS takes these keys: they are ${holder.identity.arn}`)
    tell({ ...toldOf(holder), ok: true, profile: written?.profile ?? null, file: written?.file ?? null })
  } catch (error) {
    if (error instanceof HallpassError)
      tell({ ok: false, error: { code: error.code, message: error.message } })
    throw error
  }
}

async function textOf({ stdin, signal, output }: CommandContext): Promise<string> {
  const stream = stdin?.()
  if (stream === undefined) {
    throw new HallpassError('UsageError', 'there is nothing to read the keys from', {
      hint: 'hallpass profile paste < FILE',
    })
  }
  const maxCharacters = mostPastedCharacters + 1
  if (!(stream instanceof ReadStream)) {
    return (await readStream(stream, { maxBytes: 4 * maxCharacters, signal })).toString('utf8')
  }
  return readUnseen(stream, {
    signal,
    maxCharacters,
    ready: () =>
      output.note('paste what you were given: nothing of it is shown; an empty line or Ctrl-D ends it'),
    came: (characters) => output.progress(`${characters} characters; an empty line ends it`),
  })
}

/** What can be told of it: nothing secret. */
function described(pasted: Pasted): object {
  if (pasted.kind !== 'keys') return pasted
  const { kind, form, fields, problems, accessKeyId, expiration, region } = pasted
  return {
    kind,
    form,
    fields,
    problems,
    accessKeyId: accessKeyId ?? null,
    expiration: expiration?.toISOString() ?? null,
    region: region ?? null,
  }
}

function toldOf({ identity, region }: Holder): object {
  return { arn: identity.arn, account: identity.account, region }
}

/**
 * Tells what was pasted, and what was mended in it.
 *
 * @throws HallpassError where it is no keys, or keys that are no use
 */
function usableKeys({ now, output }: CommandContext, pasted: Pasted): PastedKeys {
  if (pasted.kind !== 'keys') {
    const [what, todo] = pasted.kind === 'error' ? errorWords(pasted.awsCode) : otherWords[pasted.kind]
    throw new HallpassError('InvalidInput', what, { hint: todo, facts: { name: 'stdin' } })
  }
  const { form, accessKeyId, problems, expiration, credentials } = pasted
  output.note(`keys ${formWords[form]}${accessKeyId === undefined ? '' : `: ${accessKeyId}`}`)
  for (const problem of problems) {
    if (mendedProblems.has(problem) && problem !== 'long-term') {
      output.note(`mended: ${problemWords[problem][0]}`)
    }
  }
  const useless = problems.filter((problem) => !mendedProblems.has(problem) && problem !== 'expired')
  if (useless.length > 0 || credentials === undefined) throw uselessError(useless)
  if (expiration !== undefined && expiration <= now()) {
    const [what, todo] = problemWords.expired
    throw new HallpassError('ExpiredToken', `${what}, at ${minute(expiration)}`, { hint: todo })
  }
  return pasted
}

function uselessError(problems: readonly PasteProblem[]): HallpassError {
  const told = problems.map((problem) => problemWords[problem])
  return new HallpassError('CredentialsMalformed', told.map(([what]) => what).join('; '), {
    hint: [...new Set(told.map(([, todo]) => todo))].join('\n'),
    facts: { name: 'stdin' },
  })
}

function minute(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
