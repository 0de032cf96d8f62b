import { evaluate, parsePolicy } from '@hallpass/local-aws/policy'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { resolveInputs } from '../../../src/setup/inputs/resolve-inputs.ts'
import { createModel } from '../../../src/setup/model/create-model.ts'
import { literalReferences } from '../../../src/setup/model/references.ts'
import { requireTool } from '../../tools.ts'

// The names of the models, and of the actions, of every service that the preset lets look at.
const services = {
  autoscaling: 'autoscaling',
  cloudformation: 'cloudformation',
  cloudwatch: 'cloudwatch',
  dynamodb: 'dynamodb',
  ec2: 'ec2',
  ecs: 'ecs',
  eks: 'eks',
  elb: 'elasticloadbalancing',
  elbv2: 'elasticloadbalancing',
  logs: 'logs',
  rds: 'rds',
  resourcegroupstaggingapi: 'tag',
  sns: 'sns',
  sqs: 'sqs',
}

// Marked as sensitive, and no secret comes with them: RDS answers a password that is about to change with stars.
const harmless = new Set(['rds:DescribeDBClusters', 'rds:DescribeDBInstances', 'rds:DescribeTenantDatabases'])

it.runIf(requireTool('the preset read-only against the models', 'boto3'))(
  'read-only allows no call whose answer AWS marks as sensitive',
  () => {
    const script = fileURLToPath(new URL('telling_answers.py', import.meta.url))
    const told: unknown = JSON.parse(
      execFileSync('python3', [script], { input: JSON.stringify(services), encoding: 'utf8' }),
    )
    const actions = Array.isArray(told) ? told.map(String) : []
    expect(actions).toContain('ec2:DescribeVpnConnections')
    const model = createModel(resolveInputs({ preset: ['read-only'] }))
    const references = literalReferences(model, '111122223333')
    const identity = model.roles[0].inlinePolicies.map(({ name, document }) => ({
      name,
      policy: parsePolicy(JSON.stringify(document(references)), 'identity'),
    }))
    const allowed = actions.filter(
      (action) =>
        evaluate(
          {
            action,
            resource: '*',
            principal: {
              type: 'assumed-role',
              arn: 'arn:aws:sts::111122223333:assumed-role/InstruqtS3Access/ada',
              account: '111122223333',
              roleArn: 'arn:aws:iam::111122223333:role/InstruqtS3Access',
              userId: 'AROAEXAMPLEEXAMPLE00:ada',
            },
            context: new Map(),
          },
          { identity },
        ).decision === 'Allowed',
    )
    expect(allowed.filter((action) => !harmless.has(action))).toEqual([])
  },
)
