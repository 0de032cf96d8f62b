import type { Substitutes } from './names.ts'
import { createParser } from './parser.ts'
import { type Path, pathProblem } from './path.ts'

/**
 * Reads a ProjectionExpression.
 *
 * @throws AwsError `ValidationException`
 */
export function parseProjection(text: string, substitutes: Substitutes): readonly Path[] {
  const parser = createParser('ProjectionExpression', text, substitutes)
  const paths = [parser.path()]
  while (parser.take(',')) paths.push(parser.path())
  parser.end()
  const problem = pathProblem(paths)
  if (problem !== undefined) throw parser.refuse(problem)
  return paths
}
