import { tellDemo } from '../../demo/demo.ts'
import { createTranscript } from '../../demo/transcript.ts'
import type { CommandContext } from '../context.ts'
import { loadLocalAws } from '../local-aws.ts'
import type { DemoFlags } from './demo.ts'

/** `hallpass demo`: the whole story on a local AWS, which then stays up until Ctrl-C. */
export async function runDemo(context: CommandContext, flags: DemoFlags): Promise<void> {
  const { createLocalAws } = await loadLocalAws()
  const aws = createLocalAws()
  const listening = await aws.listen()
  const transcript = createTranscript((text) => context.output.result(text), {
    colour: context.output.colour,
  })
  try {
    transcript.say('Hallpass: temporary AWS access, tried out with no AWS account.')
    const { issuerEnv, roleArn } = await tellDemo(
      { url: listening.url, accountId: aws.accountId, region: aws.region, admin: aws.admin },
      context.env,
      transcript,
      context.signal,
    )
    if (flags.once) return
    transcript.say('')
    transcript.say('All of it is still running. To go on as the issuer, paste into a second terminal:')
    transcript.say('')
    transcript.block(
      Object.entries({ ...issuerEnv, AWS_SESSION_TOKEN: '' })
        .map(([name, value]) => `export ${name}=${value}`)
        .join('\n'),
    )
    transcript.say('')
    transcript.block(
      [
        `npx hallpass issue --role-arn ${roleArn} --session-name your.name@example.com`,
        `npx hallpass issue -r ${roleArn} -s your.name@example.com -o link`,
      ].join('\n'),
    )
    transcript.say('')
    transcript.say('Ctrl-C ends it, and nothing remains.')
    await aborted(context.signal)
  } finally {
    await listening.close()
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
