// Decisions a second of the built policy engine: no request is asked about twice in a row, nothing is remembered.
import { evaluate, parsePolicy } from '../../packages/local-aws/dist/policy.js'

const account = '111122223333'
const seconds = Number(process.env.BENCH_SECONDS)
const named = (name, document, use) => ({ name, policy: parsePolicy(JSON.stringify(document), use) })
const document = (statements) => ({ Version: '2012-10-17', Statement: statements })

/** The session of a role that may do everything in S3. */
const small = {
  identity: [
    named('InstruqtS3Access', document([{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]), 'identity'),
  ],
}

/** Fifty statements with conditions and variables, some 10 KB; what is asked for is allowed by the last. */
const largeStatements = [
  ...Array.from({ length: 49 }, (_, index) => ({
    Effect: index % 10 === 0 ? 'Deny' : 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: [`arn:aws:s3:::lab-${index}-*`, `arn:aws:s3:::lab-${index}/\${aws:username}/*`],
    Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
  })),
  { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shared/*' },
]
const large = { identity: [named('Large', document(largeStatements), 'identity')] }

function request(index) {
  const name = `visitor-${index}`
  return {
    action: 's3:GetObject',
    resource: `arn:aws:s3:::shared/${name}/notes.txt`,
    principal: {
      type: 'assumed-role',
      arn: `arn:aws:sts::${account}:assumed-role/InstruqtS3Access/${name}`,
      account,
      roleArn: `arn:aws:iam::${account}:role/InstruqtS3Access`,
      userId: `AROAEXAMPLEEXAMPLE000:${name}`,
    },
    context: new Map([
      ['aws:userid', [`AROAEXAMPLEEXAMPLE000:${name}`]],
      ['aws:username', [name]],
      ['aws:CurrentTime', ['2026-11-22T12:00:00Z']],
      ['aws:RequestedRegion', ['us-east-1']],
      ['aws:SourceIp', ['127.0.0.1']],
    ]),
  }
}

function perSecond(policies) {
  const began = performance.now()
  let decisions = 0
  while (performance.now() - began < seconds * 1000) {
    for (let batch = 0; batch < 100; batch += 1) {
      decisions += 1
      if (evaluate(request(decisions), policies).decision !== 'Allowed') throw new Error('not allowed')
    }
  }
  return decisions / ((performance.now() - began) / 1000)
}

const samples = { small: [], large: [] }
perSecond(small)
perSecond(large)
for (let round = 0; round < Number(process.env.BENCH_ROUNDS); round += 1) {
  samples.small.push(perSecond(small))
  samples.large.push(perSecond(large))
}
const characters = JSON.stringify(document(largeStatements)).length
console.log(JSON.stringify({ ...samples, statements: largeStatements.length, characters }))
