import type { IssuedSession } from '../../issue/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/** Tells where the session may put its files, where a `hallpass.config.json` beside us has given the role one place for each. */
export async function tellOwnPlace(
  { output }: Pick<CommandContext, 'output'>,
  { roleArn, assumedRoleId }: IssuedSession,
): Promise<void> {
  const { ownPlace } = await import('./configured-role.ts')
  const place = ownPlace(roleArn, assumedRoleId)
  if (place !== undefined) output.note(`the place for their files, theirs alone: ${place}`)
}
