import { HallpassError } from '../../base/index.ts'
import { createParticipant, participantOf } from '../stage/participant.ts'
import type { Chapter, Stage } from '../stage/stage.ts'

/** The commands that end it: told with `--once`, and printed to paste while the demo stays up. */
export const endCommands = ({ roleArn, sessionName }: Pick<Stage, 'roleArn' | 'sessionName'>) =>
  [
    ['revoke', '--source-profile', 'admin', '--role-arn', roleArn, '--session-name', sessionName],
    ['setup', 'destroy', '--source-profile', 'admin', '--confirm', 'instruqt'],
  ] as const

/** Access ends before its time, and all that was prepared is taken away. */
export const end: Chapter = {
  title: 'It ends, and nothing is left',
  tell: async (stage, story) => {
    const { run, transcript, aws, bucket } = stage
    const participant = participantOf(stage, story)
    await participant.removeBucket(bucket)
    const [revoke, destroy] = endCommands(stage)
    await run(revoke)
    transcript.facts([['list buckets', `refused: ${await participant.tryToListBuckets()}`]])
    await run(destroy)
    const left = await createParticipant(new URL(aws.url), aws.region, aws.admin).listEverything()
    // The administrator was there before.
    const others = left.filter((name) => name !== 'user admin')
    if (others.length > 0) throw new HallpassError('ResponseInvalid', `left over: ${others.join(', ')}`)
    transcript.facts([['left', 'no user but the administrator, no role, no bucket']])
  },
}
