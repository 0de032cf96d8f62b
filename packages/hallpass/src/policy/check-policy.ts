import { isRecord, nearestName, shownReason, shownValue } from '../base/index.ts'
import type { PolicyProblem } from './problem.ts'
import { repeatedMember } from './repeated-member.ts'
import { statementFindings } from './statement-findings.ts'

const elements = ['Version', 'Id', 'Statement']
const versions = ['2012-10-17', '2008-10-17']

/** More than any policy that AWS stores; what is longer is not looked at. */
const mostCharacters = 131_072

/**
 * Everything that AWS would refuse in a policy for a role, a user or a session: what `JSON.parse` refuses, unknown
 * elements, actions and resources of an impossible form, a principal, condition operators that do not exist. Which
 * actions a service has is not looked at: AWS takes any.
 *
 * @returns all of it, in the order of the text; empty for a policy that AWS takes
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function policyProblems(text: string): readonly PolicyProblem[] {
  if (text.length > mostCharacters) return [problem(`has ${text.length} characters, more than AWS takes`)]
  // IAM takes Latin-1 in a policy and nothing beyond it.
  if (/[^\t\n\r\u0020-\u00ff]/u.test(text)) {
    return [problem('has characters that IAM does not take in a policy', 'Latin letters and signs only')]
  }
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    return [problem(`is not JSON: ${shownReason(error)}`)]
  }
  const twice = repeatedMember(text)
  return [
    ...(twice === undefined
      ? []
      : [problem(`says ${shownValue(twice)} twice in one place`, 'leave one out')]),
    ...documentProblems(document),
  ]
}

/** One problem as a person reads it: `statement 2 has no Effect`. */
export function problemWords({ statement, what }: PolicyProblem): string {
  return statement === undefined ? what : `statement ${statement} ${what}`
}

function documentProblems(document: unknown): readonly PolicyProblem[] {
  const form = '{ "Version": "2012-10-17", "Statement": [...] }'
  if (!isRecord(document)) return [problem('is no policy', form)]
  const { Version, Id, Statement } = document
  const problems = Object.keys(document).flatMap(elementProblems)
  if (Version !== undefined && !versions.some((one) => one === Version)) {
    problems.push(problem('has a Version that does not exist', `"Version": "${versions[0]}"`))
  }
  if (Id !== undefined && typeof Id !== 'string') problems.push(problem('has an Id that is no text'))
  const statements: readonly unknown[] | undefined = Array.isArray(Statement)
    ? Statement
    : isRecord(Statement)
      ? [Statement]
      : undefined
  if (!statements) return [...problems, problem('has no Statement', form)]
  if (statements.length === 0) return [...problems, problem('has no statements', form)]
  return [
    ...problems,
    ...statements.flatMap((statement, index) =>
      statementFindings(statement).map((found) => ({ statement: index + 1, ...found })),
    ),
    ...repeatedSids(statements),
  ]
}

function elementProblems(name: string): PolicyProblem[] {
  if (elements.includes(name)) return []
  const near = nearestName(name, elements)
  const hint = near === undefined ? `use ${elements.join(', ')}` : `did you mean ${near}?`
  return [problem(`has an element ${shownValue(name)} that policies do not have`, hint)]
}

function repeatedSids(statements: readonly unknown[]): readonly PolicyProblem[] {
  const seen = new Set<unknown>()
  return statements.flatMap((statement, index): readonly PolicyProblem[] => {
    const sid = isRecord(statement) ? statement['Sid'] : undefined
    if (typeof sid !== 'string' || sid === '') return []
    const isRepeated = seen.has(sid)
    seen.add(sid)
    return isRepeated
      ? [{ statement: index + 1, what: `has the Sid ${shownValue(sid)} of another one`, hint: undefined }]
      : []
  })
}

function problem(what: string, hint?: string): PolicyProblem {
  return { statement: undefined, what, hint }
}
