import { evaluate, explain, parsePolicy } from '@hallpass/local-aws/policy'
import { expect, it } from 'vitest'

const lab = parsePolicy(
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Sid: 'OwnFolder',
      Effect: 'Allow',
      Action: 's3:*Object',
      Resource: 'arn:aws:s3:::lab/${aws:PrincipalTag/team}/*',
    },
  }),
  'identity',
)

it('a team has its own folder, and no other', () => {
  const may = (team: string) =>
    evaluate(
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::lab/red/notes.txt',
        principal: {
          type: 'user',
          arn: 'arn:aws:iam::111122223333:user/anna',
          account: '111122223333',
          userId: 'AIDAANNA',
        },
        context: new Map([['aws:PrincipalTag/team', [team]]]),
      },
      { identity: [{ name: 'lab', policy: lab }] },
    )
  expect(may('red').decision).toBe('Allowed')
  expect(may('blue').decision).toBe('ImplicitlyDenied')
  expect(explain(may('blue'))).toContain('lab, statement 1 (OwnFolder): Resource')
})
