import { ExitCode, run } from '@stricli/core'
import { version } from '../base/index.ts'
import { createApp, preparedWords } from './app.ts'
import { askWord } from './completion/shells.ts'
import { isTopic } from './help/topics.ts'
import { createAsker } from './terminal/ask.ts'
import type { CommandContext } from './terminal/context.ts'
import { exitCodes } from './terminal/exit-codes.ts'
import { ownStream, writeWhole } from './terminal/own-streams.ts'
import { createOutput, reportFailure } from './terminal/output.ts'

/** The command line: runs what it says and sets the process's exit code. */
async function main(args: readonly string[]): Promise<void> {
  // Where the AWS SDK is reached it would tell stderr how old this Node.js is, which is supported here.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  const streams = {
    stdout: ownStream('stdout'),
    stderr: ownStream('stderr'),
    writeWhole: (text: string) => writeWhole(1, text),
    env: process.env,
  }
  const output = createOutput(streams)
  const interrupt = new AbortController()
  const onSignal = (): void => {
    // The next one ends the process at once, as people expect: also one that follows what is said of this one.
    process.removeListener('SIGINT', onSignal)
    process.removeListener('SIGTERM', onSignal)
    interrupt.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)

  const failures: unknown[] = []
  let exitCode: number = exitCodes.ok
  // Failures are reported here; what stricli itself would print beside them is an empty line.
  const stricliProcess = {
    stdout: streams.stdout,
    stderr: { write: () => true },
    env: process.env,
    exitCode: 0,
  }
  const context: CommandContext = {
    process: stricliProcess,
    env: process.env,
    output,
    now: () => new Date(),
    stdin: () => process.stdin,
    // Merely to look at process.stdin opens it, and most commands never read it.
    ask:
      streams.stderr.isTTY === true
        ? createAsker({ stdin: process.stdin, stderr: process.stderr, signal: interrupt.signal })
        : undefined,
    signal: interrupt.signal,
    exitWith: (code) => {
      exitCode = code
    },
  }
  const appFor = (words: readonly string[]) =>
    createApp({ version, args: words, failed: (error) => failures.push(error) })
  const [word] = args
  if (word === '--version' || word === '-v') {
    // As stricli does, without looking at what it could run.
    output.result(`${version}\n`)
  } else if (word === askWord) {
    const { complete } = await import('./completion/complete.ts')
    const words = args.slice(2)
    await complete(await appFor(words.slice(0, -1)), context, words)
  } else if (isTopic(word) && args[1] === '--help') {
    const { topicText } = await import('./help/topic-text.ts')
    output.result(topicText(word))
  } else {
    await run(await appFor(args), args, {
      process: stricliProcess,
      forCommand: ({ prefix }) => ({ ...context, command: prefix.join(' ') }),
    })
  }
  process.removeListener('SIGINT', onSignal)
  process.removeListener('SIGTERM', onSignal)
  for (const failure of failures) exitCode = reportFailure(failure, output)
  if (exitCode === exitCodes.ok && stricliProcess.exitCode !== ExitCode.Success) exitCode = exitCodes.usage
  process.exitCode = exitCode
}

void main(preparedWords(process.argv.slice(2)))
