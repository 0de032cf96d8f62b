import { type CommentInValue, findCommentsInValues } from '../../shared-config/index.ts'
import type { CommandContext } from './context.ts'

const mostNamed = 5

/** Warns of comments behind values in the shared files, of the profiles that `concerns` is true for. */
export function warnOfComments(
  { env, output }: Pick<CommandContext, 'env' | 'output'>,
  concerns: (found: CommentInValue) => boolean = () => true,
): void {
  const found = findCommentsInValues({ env }).filter(concerns)
  for (const { file, line, profile, key } of found.slice(0, mostNamed)) {
    output.warning(
      `line ${line} of ${file} has a comment behind ${key} of profile ${profile}: to the AWS CLI and boto3 it is a part of the value`,
      'put the comment on a line of its own',
    )
  }
  const more = found.length - mostNamed
  if (more > 0) output.warning(`${more} more ${more === 1 ? 'value has' : 'values have'} a comment behind`)
}
