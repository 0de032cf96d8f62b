import { createLocalAws, type Seed } from '@hallpass/local-aws'
import { describe, expect, it } from 'vitest'

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '111122223333' } }],
}
const key = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}

describe('a seed', () => {
  it.each<[string, Seed, string]>([
    ['a user of a name that IAM refuses', { users: { 'an na': {} } }, 'seed.users["an na"]: '],
    ['the administrator', { users: { admin: {} } }, 'User with name admin already exists.'],
    ['one key for two users', { users: { anna: { key }, ben: { key } } }, 'the access key of ben'],
    [
      'a policy with a fault',
      { users: { anna: { policies: { p: { Statement: [] } } } } },
      'seed.users.anna.policies.p: ',
    ],
    [
      'a managed policy that does not exist',
      { users: { anna: { attachedPolicies: ['arn:aws:iam::aws:policy/None'] } } },
      'seed.users.anna.attachedPolicies[0]: there is not the managed policy arn:aws:iam::aws:policy/None',
    ],
    [
      'a trust policy that names nobody',
      {
        roles: {
          Lab: {
            trust: {
              ...trust,
              Statement: [
                { ...trust.Statement[0], Principal: { AWS: 'arn:aws:iam::111122223333:user/nobody' } },
              ],
            },
          },
        },
      },
      'seed.roles.Lab.trust: Invalid principal in policy',
    ],
    [
      'a session of a minute',
      { roles: { Lab: { trust, maxSessionDurationSeconds: 60 } } },
      'seed.roles.Lab.maxSessionDurationSeconds: must be a whole number from 3600 to 43200, not 60',
    ],
    [
      'a bucket of a name that S3 refuses',
      { buckets: { Lab_1: {} } },
      'seed.buckets.Lab_1: The specified bucket is not valid.',
    ],
    [
      'a bucket policy about another bucket',
      {
        buckets: {
          lab: {
            policy: {
              Version: '2012-10-17',
              Statement: [
                { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::other/*' },
              ],
            },
          },
        },
      },
      'Policy has invalid resource',
    ],
    [
      'a parameter of a name that Parameter Store refuses',
      { parameters: { 'aws/url': 'x' } },
      'seed.parameters["aws/url"]: ',
    ],
    [
      'a parameter that does not match its own pattern',
      { parameters: { '/lab/port': { value: 'x', allowedPattern: '^[0-9]+$' } } },
      'seed.parameters["/lab/port"]: ',
    ],
    [
      'a secret of a name that Secrets Manager refuses',
      { secrets: { 'lab token': 'x' } },
      'seed.secrets["lab token"]: Invalid name.',
    ],
    [
      'a secret whose policy names nobody',
      {
        secrets: {
          token: {
            policy: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { AWS: 'arn:aws:iam::111122223333:user/nobody' },
                  Action: '*',
                  Resource: '*',
                },
              ],
            },
          },
        },
      },
      'seed.secrets.token.policy: This resource policy contains an unsupported principal.',
    ],
    [
      'a queue with an attribute that SQS does not have',
      { queues: { jobs: { attributes: { Visibility: '60' } } } },
      'seed.queues.jobs: Unknown Attribute Visibility.',
    ],
    [
      'a queue that leads to none',
      {
        queues: {
          jobs: {
            redrivePolicy: {
              deadLetterTargetArn: 'arn:aws:sqs:us-east-1:111122223333:no',
              maxReceiveCount: 1,
            },
          },
        },
      },
      'seed.queues.jobs.redrivePolicy: ',
    ],
    [
      'a queue with a policy that is none',
      { queues: { jobs: { policy: { Statement: [] } } } },
      'seed.queues.jobs.policy: ',
    ],
    [
      'a topic of a name that SNS refuses',
      { topics: { 'lab news': {} } },
      'seed.topics["lab news"]: Invalid parameter: Topic Name',
    ],
    [
      'a topic with an attribute that SNS does not have',
      { topics: { news: { attributes: { Colour: 'red' } } } },
      'seed.topics.news: Invalid parameter: Attributes Reason: Unknown attribute Colour',
    ],
    [
      'a topic with a policy that is none',
      { topics: { news: { policy: { Statement: [] } } } },
      'seed.topics.news.policy: ',
    ],
    [
      'a subscription of what is no queue',
      { topics: { news: { subscriptions: ['jobs'] } } },
      'seed.topics.news.subscriptions[0]: Invalid parameter: SQS endpoint ARN',
    ],
    [
      'a subscription with a filter that is none',
      {
        topics: {
          news: {
            subscriptions: [
              { endpoint: 'arn:aws:sqs:us-east-1:111122223333:jobs', filterPolicy: { team: 'red' } },
            ],
          },
        },
      },
      'seed.topics.news.subscriptions[0]: Invalid parameter: ',
    ],
    [
      'a table of a name that DynamoDB refuses',
      { tables: { ab: { partitionKey: 'team' } } },
      'seed.tables.ab: ',
    ],
    [
      'a table with two types of one attribute',
      {
        tables: {
          scores: {
            partitionKey: 'team',
            globalIndexes: { other: { partitionKey: { name: 'team', type: 'N' } } },
          },
        },
      },
      'seed.tables.scores: One or more parameter values were invalid: Duplicate AttributeName in AttributeDefinitions: team',
    ],
    [
      'a local index of a table without a sort key',
      { tables: { scores: { partitionKey: 'team', localIndexes: { day: { sortKey: 'day' } } } } },
      'Table KeySchema does not have a range key',
    ],
    [
      'a table with a policy that is none',
      { tables: { scores: { partitionKey: 'team', policy: { Statement: [] } } } },
      'seed.tables.scores.policy: ',
    ],
    [
      'an item without its key',
      { tables: { scores: { partitionKey: 'team', items: [{ team: { S: 'red' } }, { day: { N: '1' } }] } } },
      'seed.tables.scores.items[1]: One or more parameter values were invalid: Missing the key team in the item',
    ],
    [
      'an item with a value of no type',
      { tables: { scores: { partitionKey: 'team', items: [{ team: { T: 'red' } }] } } },
      'seed.tables.scores.items[0]: ',
    ],
    [
      'two items with one key',
      {
        tables: {
          scores: {
            partitionKey: 'team',
            items: [{ team: { S: 'red' } }, { team: { S: 'red' }, day: { N: '1' } }],
          },
        },
      },
      'seed.tables.scores.items[1]: an item before it has the same key',
    ],
    ['tags that S3 refuses', { buckets: { lab: { tags: { 'aws:own': 'x' } } } }, 'System tags'],
  ])('is refused with %s', (_, seed, message) => {
    expect(() => createLocalAws({ seed })).toThrow(TypeError)
    expect(() => createLocalAws({ seed })).toThrow(message)
  })

  // A name that nothing reads would be a user, a duration or a fault that is not there, without a word.
  it.each<[string, unknown, string]>([
    ['an option', { seeds: {} }, 'createLocalAws() has no option seeds: it has accountId, accounts, '],
    [
      'a kind of thing',
      { seed: { user: {} } },
      'seed: has no option user, did you mean users? it has users, roles, buckets',
    ],
    ['a part of a user', { seed: { users: { a: { keys: key } } } }, 'seed.users.a: has no option keys'],
    [
      'a part of a role',
      { seed: { roles: { A: { trust: {}, maxSessionDuration: 7200 } } } },
      'seed.roles.A: has no option maxSessionDuration',
    ],
    ['a part of a bucket', { seed: { buckets: { lab: { object: {} } } } }, 'seed.buckets.lab: has no option'],
    [
      'a part of an object',
      { seed: { buckets: { lab: { objects: { a: { body: 'x', type: 'text/plain' } } } } } },
      'seed.buckets.lab.objects.a: has no option type: it has body, contentType, metadata',
    ],
    ['a fault', { faults: { errorRate: 1 } }, 'faults has no option errorRate'],
  ])('refuses %s that does not exist', (_, options, message) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what plain JavaScript passes
    const create = () => createLocalAws(options as object)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(message)
  })

  it('takes an option that is undefined as one that is left out', () => {
    expect(() => createLocalAws(JSON.parse('{}'))).not.toThrow()
    expect(() => createLocalAws({ seeds: undefined } as object)).not.toThrow()
  })

  it('refuses an option of listen() that does not exist', async () => {
    await expect(createLocalAws().listen({ hostname: '0.0.0.0' } as object)).rejects.toThrow(
      new TypeError('listen() has no option hostname: it has port, host'),
    )
  })

  it('gives each user a key, its own or a random one, that is known at once in whatever weather', () => {
    const aws = createLocalAws({ consistencyDelayMs: 10_000, seed: { users: { anna: { key }, ben: {} } } })
    expect(aws.keys.get('anna')).toEqual(key)
    expect(aws.keys.get('ben')?.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/)
    expect([...aws.keys.keys()]).toEqual(['anna', 'ben'])
    expect(createLocalAws().keys.size).toBe(0)
  })

  it('puts buckets where they belong, with tags and objects of whatever key', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::lab/*' },
      ],
    }
    const objects = {
      'a/b & c?.txt': { body: 'hello', contentType: 'text/plain', metadata: { lab: 'seven' } },
      bytes: Buffer.of(0, 255),
    }
    const aws = createLocalAws({
      seed: { buckets: { lab: { region: 'eu-west-1', policy, tags: { team: 'red' }, objects } } },
    })
    const get = (target: string) =>
      aws.handle({ method: 'GET', target, rawHeaders: ['Host', 'localhost'], body: Buffer.of() })
    const text = await get(`/lab/${encodeURIComponent('a/b & c?.txt')}`)
    expect(Buffer.from(text.body).toString()).toBe('hello')
    expect(Object.fromEntries(text.headers)).toMatchObject({
      'Content-Type': 'text/plain',
      'x-amz-meta-lab': 'seven',
    })
    expect([...Buffer.from((await get('/lab/bytes')).body)]).toEqual([0, 255])
  })
})
