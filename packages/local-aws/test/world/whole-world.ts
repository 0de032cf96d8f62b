import type { Seed } from '@hallpass/local-aws'

/** A world with every member there is. */
export const wholeWorld = {
  $schema: './world.schema.json',
  accountId: '111122223333',
  organizationId: 'o-a1b2c3d4e5',
  region: 'eu-west-1',
  clock: '2026-11-22T12:00:00Z',
  policies: { Notes: allow('s3:GetObject', 'arn:aws:s3:::lab-notes/*') },
  groups: {
    class: { path: '/lab/', policies: { own: allow('sts:AssumeRole') }, attachedPolicies: ['Notes'] },
  },
  users: {
    anna: {
      path: '/lab/',
      groups: ['class'],
      tags: { team: 'red' },
      permissionsBoundary: 'AdministratorAccess',
    },
    ben: {
      policies: { text: JSON.stringify(allow('s3:ListAllMyBuckets')) },
      attachedPolicies: ['arn:aws:iam::aws:policy/IAMReadOnlyAccess'],
      key: {
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      },
    },
  },
  roles: {
    // The one that is trusted comes after the one that trusts it.
    Lab: {
      trust: trust('arn:aws:iam::222233334444:role/Reader'),
      description: 'what the class works as',
      maxSessionDurationSeconds: 7200,
      permissionsBoundary: 'Notes',
      attachedPolicies: ['ReadOnlyAccess'],
      path: '/',
      tags: { team: 'red' },
      policies: { own: allow('s3:PutObject') },
    },
  },
  oidcProviders: {
    'https://token.actions.githubusercontent.com': {
      clientIds: ['sts.amazonaws.com'],
      thumbprints: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
      tags: { team: 'red' },
    },
  },
  parameters: {
    '/lab/url': 'https://lab.example.com',
    '/lab/password': {
      value: 'correct horse',
      type: 'SecureString',
      description: 'of the lab',
      tier: 'Advanced',
      allowedPattern: '^[a-z ]+$',
      tags: { team: 'red' },
      region: 'eu-central-1',
    },
  },
  secrets: {
    'lab/token': 'abc',
    'lab/database': {
      value: '{"user":"lab"}',
      description: 'of the lab',
      tags: { team: 'red' },
      region: 'eu-west-1',
      policy: letting('secretsmanager:DescribeSecret', '*'),
    },
    'lab/later': {},
  },
  queues: {
    // The one that it leads to comes after it.
    jobs: {
      attributes: { VisibilityTimeout: '60' },
      redrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:failed', maxReceiveCount: 2 },
      policy: letting('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:jobs'),
      tags: { team: 'red' },
      region: 'eu-west-1',
    },
    failed: { redriveAllowPolicy: { redrivePermission: 'allowAll' } },
    'orders.fifo': { attributes: { ContentBasedDeduplication: 'true' } },
    news: {
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: 'arn:aws:sqs:eu-west-1:111122223333:news',
          },
        ],
      },
    },
  },
  topics: {
    news: {
      attributes: { DisplayName: 'Lab' },
      policy: letting('sns:Publish', 'arn:aws:sns:eu-west-1:111122223333:news'),
      subscriptions: [
        {
          endpoint: 'arn:aws:sqs:eu-west-1:111122223333:news',
          protocol: 'sqs',
          attributes: { RawMessageDelivery: 'true' },
          filterPolicy: { team: ['red'] },
        },
        // Its policy lets nothing of this in.
        'arn:aws:sqs:eu-west-1:111122223333:failed',
      ],
      tags: { team: 'red' },
      region: 'eu-west-1',
    },
    'orders.fifo': { subscriptions: ['arn:aws:sqs:eu-west-1:111122223333:orders.fifo'] },
  },
  tables: {
    scores: {
      partitionKey: 'team',
      sortKey: { name: 'day', type: 'N' },
      globalIndexes: {
        'by-day': {
          partitionKey: { name: 'day', type: 'N' },
          sortKey: 'team',
          projection: 'INCLUDE',
          nonKeyAttributes: ['points'],
        },
        keys: { partitionKey: 'day-of-week', projection: 'KEYS_ONLY' },
      },
      localIndexes: { 'by-points': { sortKey: { name: 'points', type: 'N' } } },
      timeToLive: 'over',
      items: [
        { team: { S: 'red' }, day: { N: '1' }, points: { N: '12' }, note: { S: 'begun' } },
        {
          team: { S: 'red' },
          day: { N: '2' },
          members: { L: [{ S: 'anna' }, { M: { name: { S: 'ben' } } }] },
        },
        { team: { S: 'blue' }, day: { N: '1' }, over: { N: '1795132800' } },
      ],
      policy: letting('dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:111122223333:table/scores'),
      tags: { team: 'red' },
      region: 'eu-west-1',
    },
    'lab-files': { partitionKey: { name: 'digest', type: 'B' }, region: 'eu-central-1' },
  },
  buckets: {
    'lab-notes': {
      region: 'eu-central-1',
      tags: { team: 'red' },
      versioning: 'Enabled',
      website: { index: 'index.html', error: 'missing.html' },
      policy: letting('s3:GetObject', 'arn:aws:s3:::lab-notes/*'),
      objects: {
        'notes/one.txt': 'hello',
        'index.html': { body: '<h1>Lab</h1>', contentType: 'text/html', metadata: { lab: 'seven' } },
      },
    },
  },
  accounts: {
    '222233334444': {
      users: {
        carl: {
          attachedPolicies: ['AmazonS3FullAccess'],
          policies: {
            lab: allow('sqs:SendMessage'),
            news: allow('sns:Publish'),
            scores: allow('dynamodb:GetItem'),
            secrets: allow('secretsmanager:DescribeSecret'),
          },
        },
      },
      roles: { Reader: { trust: trust('arn:aws:iam::111122223333:user/lab/anna') } },
      buckets: { 'lab-theirs': {} },
      groups: { none: {} },
      policies: { Theirs: allow('s3:*') },
      oidcProviders: {},
      parameters: { '/lab/url': 'https://theirs.example.com' },
      secrets: {},
      queues: {},
      topics: {},
      tables: {},
      serviceControlPolicies: {
        'no-deleting': {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' }],
        },
      },
      fullAwsAccess: true,
    },
  },
} satisfies Seed

function allow(Action: string, Resource = '*') {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] }
}

/** Of another account. */
function letting(Action: string, Resource: string) {
  const Principal = { AWS: 'arn:aws:iam::222233334444:user/carl' }
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action, Resource }] }
}

function trust(arn: string) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: arn } }],
  }
}
