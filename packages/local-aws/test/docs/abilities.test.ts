import { inWords, sampleSession, sentenceText, tellAbilities } from '@hallpass/local-aws/abilities'
import { parsePolicy } from '@hallpass/local-aws/policy'
import { expect, it } from 'vitest'

const lab = parsePolicy(
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::lab/*' },
      { Effect: 'Deny', Action: 's3:PutObject', Resource: 'arn:aws:s3:::lab/kept/*' },
    ],
  }),
  'identity',
)

it('a role of the lab writes where it should', () => {
  const session = sampleSession({ roleArn: 'arn:aws:iam::111122223333:role/Lab', now: new Date() })
  const told = tellAbilities({ identity: [{ name: 'lab', policy: lab }] }, session)
  const { may, butNot, mayNot } = inWords(told, session)
  expect(may.map(sentenceText)).toEqual(['Amazon S3: read objects, write objects (lab/*)'])
  expect(butNot.map(sentenceText)).toEqual(['Amazon S3: write objects (lab/kept/*)'])
  expect(mayNot).toContain('change who may do what')
})
