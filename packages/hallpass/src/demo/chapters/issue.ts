import { HallpassError, isRecord } from '../../base/index.ts'
import type { Chapter } from '../stage/stage.ts'

/** Keys and a console link for one person. */
export const issue: Chapter = {
  title: 'A person gets keys and a console link',
  tell: async ({ run, transcript, roleArn, sessionName }, story) => {
    const text = await run([
      'issue',
      '--source-profile',
      'instruqt',
      '--role-arn',
      roleArn,
      '--session-name',
      sessionName,
    ])
    transcript.block(text, { cut: true })
    const answer: unknown = JSON.parse(text)
    const field = (name: string): string => {
      const value = isRecord(answer) ? answer[name] : undefined
      if (typeof value === 'string') return value
      throw new HallpassError('ResponseInvalid', `hallpass issue printed no ${name}`)
    }
    story.keys = {
      accessKeyId: field('AccessKeyId'),
      secretAccessKey: field('SecretAccessKey'),
      sessionToken: field('SessionToken'),
    }
    story.consoleLink = field('ConsoleMagicLink')
  },
}
