import { tellDemo, createTranscript } from '../../demo/index.ts'
import { loadLocalAws } from '../local/load-local-aws.ts'
import type { CommandContext } from '../terminal/context.ts'

export interface DemoFlags {
  readonly once?: boolean
}

/** `hallpass demo`: the whole story on a local AWS, which then stays up until Ctrl-C. */
export async function runDemo(context: CommandContext, flags: DemoFlags): Promise<void> {
  const { createLocalAws } = await loadLocalAws()
  const aws = createLocalAws()
  const listening = await aws.listen()
  const transcript = createTranscript((text) => context.output.result(text), {
    colour: context.output.colour,
    columns: context.output.columns,
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
    transcript.paste(exportLines({ ...issuerEnv, AWS_SESSION_TOKEN: '' }))
    transcript.say('')
    transcript.paste([
      `npx hallpass issue --role-arn ${roleArn} --session-name your.name@example.com`,
      `npx hallpass issue -r ${roleArn} -s your.name@example.com -o link`,
    ])
    transcript.say('')
    transcript.say('And as the administrator (setup, revoke), in the same terminal:')
    transcript.say('')
    transcript.paste([
      ...exportLines({
        AWS_ACCESS_KEY_ID: aws.admin.accessKeyId,
        AWS_SECRET_ACCESS_KEY: aws.admin.secretAccessKey,
      }),
      'npx hallpass setup plan',
      `npx hallpass revoke --role-arn ${roleArn} --session-name your.name@example.com`,
    ])
    transcript.say('')
    transcript.say('Ctrl-C ends it, and nothing remains.')
    await aborted(context.signal)
  } finally {
    await listening.close()
  }
  if (!flags.once) context.output.note('stopped; nothing remains')
}

function exportLines(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `export ${name}=${value}`)
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
