import type { Chapter } from '../stage/stage.ts'

/** The product's own set-up, as an administrator runs it. */
export const prepare: Chapter = {
  title: 'An administrator prepares the account, once',
  tell: async ({ run, transcript }) => {
    await run(['setup', 'apply', '--source-profile', 'admin', '--profile', 'instruqt', '--bucket', 'lab-*'])
    transcript.facts([
      ['user', 'instruqt: its key may assume one role, and is in profile instruqt'],
      ['role', 'InstruqtS3Access: buckets lab-*, and nothing else'],
    ])
  },
}
