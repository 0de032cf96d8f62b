import { HallpassError } from '../base/index.ts'
import type { CallIam } from '../iam/index.ts'
import { child, children, childText } from '../query/index.ts'
import type { JudgedRow } from './judge-table.ts'
import type { TableRow } from './parse-table.ts'

/**
 * Judges each line of a table by SimulatePrincipalPolicy: AWS's own decision about a role, in a call for each line.
 *
 * @throws HallpassError `InvalidInput` for a line with a pattern as its action, which AWS does not simulate;
 * `AccessDenied` and the network's, as every call of IAM
 */
export async function simulateTable(
  iam: CallIam,
  rows: readonly TableRow[],
  roleArn: string,
  tell: (done: number) => void = () => {},
): Promise<readonly JudgedRow[]> {
  const pattern = rows.find(({ action }) => /[*?]/.test(action))
  if (pattern !== undefined) {
    throw new HallpassError(
      'InvalidInput',
      `line ${pattern.line}: AWS simulates no pattern such as ${pattern.action}`,
      {
        hint: 'name the action; or leave --simulate out, for our own engine',
        facts: { name: 'TABLE' },
      },
    )
  }
  const judged: JudgedRow[] = []
  for (const row of rows) {
    const answer = await iam('SimulatePrincipalPolicy', {
      PolicySourceArn: roleArn,
      ActionNames: [row.action],
      ResourceArns: [row.resource],
      ContextEntries: [...row.context].map(([key, values]) => ({
        ContextKeyName: key,
        ContextKeyType: values.length > 1 ? 'stringList' : 'string',
        ContextKeyValues: values,
      })),
    })
    const result = child(child(answer, 'EvaluationResults'), 'member')
    const decision = childText(result, 'EvalDecision') ?? 'unknown'
    const [statement] = children(child(result, 'MatchedStatements'), 'member')
    const policy = childText(statement, 'SourcePolicyId')
    judged.push({
      row,
      asExpected: (decision === 'allowed') === (row.expected === 'allow'),
      because: `AWS says ${decision}${policy === undefined ? '' : `, by ${policy}`}`,
      example: undefined,
    })
    tell(judged.length)
  }
  return judged
}
