import { chapters, lastChapter } from './chapters/index.ts'
import type { Stage, Story } from './stage/stage.ts'

/**
 * The whole story once: an account is prepared, keys and a console link are issued to a named person by the commands
 * themselves, and both are used.
 *
 * @param options.toTheEnd - told to the end: access is revoked, and the set-up taken away
 */
export async function tellDemo(stage: Stage, options: { readonly toTheEnd: boolean }): Promise<void> {
  const story: Story = {}
  for (const chapter of options.toTheEnd ? [...chapters, lastChapter] : chapters) {
    stage.transcript.heading(chapter.title)
    await chapter.tell(stage, story)
  }
}
