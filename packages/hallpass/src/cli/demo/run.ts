import {
  createTranscript,
  endCommands,
  openStage,
  type Stage,
  tellDemo,
  type Transcript,
} from '../../demo/index.ts'
import { loadLocalAws } from '../local/load-local-aws.ts'
import type { CommandContext } from '../terminal/context.ts'
import { type FrontDesk, openFrontDesk } from './front-desk.ts'
import { visitPages } from './visit-pages.ts'

export interface DemoFlags {
  readonly once?: boolean
}

/** `hallpass demo`: the whole story on a local AWS, which then stays up until Ctrl-C. */
export async function runDemo(context: CommandContext, flags: DemoFlags): Promise<void> {
  const { output, env, signal } = context
  const { createLocalAws } = await loadLocalAws()
  const aws = createLocalAws()
  const listening = await aws.listen()
  const transcript = createTranscript((text) => output.painted(text), output)
  const { accountId, region, admin } = aws
  let desk: FrontDesk | undefined
  const stage = openStage({ url: listening.url, accountId, region, admin }, transcript, { env, signal })
  try {
    transcript.say('Hallpass: temporary AWS access, tried out with no AWS account.')
    transcript.say(`A local AWS answers at ${listening.url}; signatures and policies count.`)
    await tellDemo(stage, {
      toTheEnd: flags.once === true,
      between: async () => {
        transcript.heading('For a class: an instructor’s room, and a pass for everybody')
        desk = await openFrontDesk(stage, context)
        if (desk && flags.once) await visitPages(desk, stage)
        else if (desk) tellLinks(desk, transcript)
      },
    })
    if (flags.once) return
    tellHowToGoOn(stage, transcript)
    await aborted(signal)
  } finally {
    await desk?.close()
    stage.close()
    await listening.close()
  }
  if (!flags.once) output.note('stopped; nothing remains')
}

function tellLinks(desk: FrontDesk, transcript: Transcript): void {
  transcript.say(`Open them in a browser; ${desk.workshopName} is a workshop with people in it:`)
  transcript.say('')
  transcript.facts([
    ['instructor', desk.instructorUrl],
    [desk.participantName.split(' ')[0] ?? 'participant', desk.participantUrl],
  ])
}

function tellHowToGoOn(stage: Stage, transcript: Transcript): void {
  const { roleArn, shell } = stage
  transcript.say('')
  transcript.say('All of it is still running. To go on, paste into a second terminal, in this folder:')
  transcript.say('')
  transcript.paste([
    'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE',
    ...Object.entries(shell).map(
      ([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
    ),
    'npx hallpass whoami --source-profile instruqt',
    `npx hallpass issue --source-profile instruqt -r ${roleArn} -s your.name@example.com -o link`,
  ])
  transcript.say('')
  transcript.say('The last line prints a link: open it. And to end it all:')
  transcript.say('')
  const ends = endCommands({ roleArn, sessionName: 'your.name@example.com' })
  transcript.paste(ends.map((args) => `npx hallpass ${args.join(' ')}`))
  transcript.say('')
  transcript.say('Ctrl-C stops the local AWS, and nothing remains.')
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
