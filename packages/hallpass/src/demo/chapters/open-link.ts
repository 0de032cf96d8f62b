import { HallpassError } from '../../base/index.ts'
import { openConsole } from '../stage/open-console.ts'
import type { Chapter } from '../stage/stage.ts'

/** The console link, opened as a browser does. */
export const openLink: Chapter = {
  title: 'The console link works',
  tell: async ({ transcript, bucket }, { consoleLink = '' }) => {
    const page = await openConsole(consoleLink)
    if (!page.buckets.includes(bucket)) {
      throw new HallpassError('ResponseInvalid', `the console page does not show bucket ${bucket}`)
    }
    const told = page.facts.filter(([name]) => /signed in|ends|expires/i.test(name))
    transcript.facts([...told, ['S3 buckets', page.buckets.join(', ')]])
  },
}
