import { HallpassError } from '../../base/index.ts'
import { participantOf } from '../stage/participant.ts'
import type { Chapter } from '../stage/stage.ts'

/** What the role allows is done, and what it does not allow is refused. */
export const useKeys: Chapter = {
  title: 'The keys do what the role allows, and nothing else',
  tell: async (stage, story) => {
    const participant = participantOf(stage, story)
    await participant.makeBucket(stage.bucket)
    const buckets = await participant.listBuckets()
    if (!buckets.includes(stage.bucket)) {
      throw new HallpassError('ResponseInvalid', `bucket ${stage.bucket} is not listed`)
    }
    stage.transcript.facts([
      ['make bucket', `s3://${stage.bucket}`],
      ['list buckets', buckets.join(', ')],
      ['list users', `refused: ${await participant.tryToListUsers()}`],
    ])
  },
}
