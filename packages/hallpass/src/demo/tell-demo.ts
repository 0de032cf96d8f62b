import { chapters, lastChapter } from './chapters/index.ts'
import type { Chapter, Stage, Story } from './stage/stage.ts'

/**
 * The whole story once: an account is prepared, keys and a console link are issued to a named person by the commands
 * themselves, and both are used.
 *
 * @param options.between - told after what is issued, and before the end
 * @param options.toTheEnd - told to the end: access is revoked, and the set-up taken away
 */
export async function tellDemo(
  stage: Stage,
  options: { readonly toTheEnd: boolean; readonly between?: (() => Promise<void>) | undefined },
): Promise<void> {
  const story: Story = {}
  const tell = async (chapter: Chapter): Promise<void> => {
    stage.transcript.heading(chapter.title)
    await chapter.tell(stage, story)
  }
  for (const chapter of chapters) await tell(chapter)
  await options.between?.()
  if (options.toTheEnd) await tell(lastChapter)
}
