import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'

import { createLocalAws, type RawResponse, readWorld } from '@hallpass/local-aws'
import { readJson } from '../../src/world/read-json.ts'
import {
  createFixture,
  credentials,
  element,
  type Fixture,
  type Keys,
  refusal,
} from '../local-aws-fixture.ts'
import { wholeWorld } from './whole-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'local-aws-world-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(content: string | Uint8Array): string {
  const path = join(folder, 'lab.json')
  writeFileSync(path, content)
  return path
}

/** What is said of a world, without the path of its file. */
function problemOf(content: string | Uint8Array | object): string {
  const path = file(
    typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
  )
  try {
    createLocalAws({ seed: readWorld(path) })
    return 'nothing'
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return (error instanceof Error ? error.message : '').replace(`${path}: `, '').replace(/^seed/, '$')
  }
}

const withAnna = (user: object): object => ({ users: { anna: user } })
const trusting = (AWS: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS } }],
})

describe('a world file', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['that is empty', ' \r\n', 'is empty: the smallest world is {}'],
    ['with a comment', '{\n  // users\n}', 'line 2, column 3: JSON has no comments: take it out'],
    ['with a comment behind', '{} /* end */', 'line 1, column 4: JSON has no comments: take it out'],
    [
      'with a comma before }',
      '{\n  "users": {},\n}',
      'line 2, column 14: JSON has no comma before }: take it out',
    ],
    ['with a comma before ]', '{"a": [1 ,]}', 'line 1, column 10: JSON has no comma before ]: take it out'],
    ['in single quotes', "{'users': {}}", 'line 1, column 2: JSON has double quotes: write " in place of \''],
    ['with a bare name', '{users: {}}', 'line 1, column 2: a name in double quotes is expected, not "u"'],
    [
      'that ends early',
      '{"users": {',
      'line 1, column 12: it ends where a name in double quotes is expected',
    ],
    ['with a name twice', '{"users": {}, "users": {}}', 'line 1, column 15: "users" is there twice'],
    ['with an open text', '{"region": "eu', 'line 1, column 12: the text that begins here has no end'],
    [
      'with a line break in a text',
      '{"region": "a\nb"}',
      'line 1, column 14: a line break or tab in a text is',
    ],
    ['with a path of Windows', String.raw`{"region": "C:\lab"}`, 'line 1, column 15: a backslash is written'],
    ['with no comma', '{"users": {} "roles": {}}', 'line 1, column 14: a comma or } is expected, not "\\""'],
    ['with two worlds', '{}\n{}', 'line 2, column 1: nothing more is expected, not "{"'],
    ['that is no JSON', 'users:\n  anna: {}\n', 'line 1, column 1: a value is expected, not "u"'],
    ['that is nested too deeply', '['.repeat(100), 'line 1, column 66: it is nested deeper than 64'],
    ['in UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'is UTF-16: save it as UTF-8'],
    ['in UTF-16 without a mark', Buffer.from('{}', 'utf16le'), 'is UTF-16: save it as UTF-8'],
    ['in Latin-1', Buffer.from('{"region": "é"}', 'latin1'), 'is not UTF-8: save it as UTF-8'],
  ])('%s is refused with the place', (_, content, problem) => {
    expect(problemOf(content)).toContain(problem)
  })

  it('that is not there, a folder, or too long is refused', () => {
    expect(() => readWorld(join(folder, 'none.json'))).toThrow('none.json: there is no such file')
    expect(() => readWorld(folder)).toThrow('is a folder')
    const path = file('{}')
    truncateSync(path, 16 * 1024 * 1024 + 1)
    expect(() => readWorld(path)).toThrow('is longer than 16777216 bytes')
  })

  it('may have a byte order mark and the line ends of Windows', () => {
    const text = JSON.stringify(withAnna({}), undefined, 2).replaceAll('\n', '\r\n')
    expect(createLocalAws({ seed: readWorld(file(`\uFEFF${text}`)) }).keys.has('anna')).toBe(true)
  })

  it.each<[string, object, string]>([
    ['a member', { user: {} }, '$: has no option user, did you mean users? it has users, roles'],
    [
      'a part of a user',
      withAnna({ polices: {} }),
      '$.users.anna: has no option polices, did you mean policies?',
    ],
    ['what is no map', { users: ['anna'] }, '$.users: must be an object with a member for each, not a list'],
    [
      'a group',
      { groups: { class: {} }, ...withAnna({ groups: ['clas'] }) },
      '$.users.anna.groups[0]: there is not the group clas, did you mean class?',
    ],
    [
      'a managed policy',
      withAnna({ attachedPolicies: ['ReadOnlyAcces'] }),
      '$.users.anna.attachedPolicies[0]: there is not the managed policy ReadOnlyAcces, did you mean ReadOnlyAccess?',
    ],
    [
      'a boundary',
      withAnna({ permissionsBoundary: 'None' }),
      '$.users.anna.permissionsBoundary: there is not the managed policy None',
    ],
    [
      'a principal',
      { ...withAnna({}), roles: { Lab: { trust: trusting('arn:aws:iam::111122223333:user/ana') } } },
      '$.roles.Lab.trust: Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/ana", did you mean arn:aws:iam::111122223333:user/anna?',
    ],
    [
      'a principal of a bucket',
      {
        ...withAnna({}),
        buckets: {
          lab: {
            policy: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 's3:GetObject',
                  Resource: 'arn:aws:s3:::lab/*',
                  Principal: { AWS: 'arn:aws:iam::111122223333:user/ana' },
                },
              ],
            },
          },
        },
      },
      '$.buckets.lab.policy: Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/ana", did you mean',
    ],
    [
      'a policy',
      {
        policies: {
          p: { Version: '2012-10-17', Statement: [{ Effect: 'Alow', Action: '*', Resource: '*' }] },
        },
      },
      '$.policies.p: ',
    ],
    [
      'a policy of the organisation',
      { accounts: { '222233334444': { serviceControlPolicies: { p: {} } } } },
      '$.accounts["222233334444"].serviceControlPolicies.p: The provided policy document does not meet',
    ],
    ['an account', { accounts: { '2222': {} } }, '$.accounts["2222"]: the name must be 12 digits'],
    [
      'the first account',
      { accounts: { '111122223333': {} } },
      '$.accounts["111122223333"]: is the first account',
    ],
    [
      'a bucket of two accounts',
      { buckets: { lab: {} }, accounts: { '222233334444': { buckets: { lab: {} } } } },
      '$.accounts["222233334444"].buckets.lab: another account has a bucket of that name',
    ],
    [
      'a clock',
      { clock: 'noon' },
      '$.clock: must be a moment such as 2026-11-22T12:00:00Z, or +2h, not "noon"',
    ],
    ['a region', { region: 'europe' }, '$.region: must be a region\'s name such as eu-west-1, not "europe"'],
    [
      'an object without anything',
      { buckets: { lab: { objects: { a: {} } } } },
      '$.buckets.lab.objects.a: body or file is missing',
    ],
    [
      'an object with both',
      { buckets: { lab: { objects: { a: { body: '', file: 'x' } } } } },
      '$.buckets.lab.objects.a: has both body and file',
    ],
    [
      'a file that is not there',
      { buckets: { lab: { objects: { a: { file: 'none.txt' } } } } },
      'none.txt cannot be read (ENOENT)',
    ],
    [
      'a file above',
      { buckets: { lab: { objects: { 'a b': { file: '../x' } } } } },
      '$.buckets.lab.objects["a b"].file: must be a file below the folder of the world file',
    ],
    [
      'a whole path',
      { buckets: { lab: { objects: { a: { file: '/etc/hostname' } } } } },
      'must be a file below the folder',
    ],
    [
      'a file of Windows',
      { buckets: { lab: { objects: { a: { file: 'site\\a.txt' } } } } },
      '$.buckets.lab.objects.a.file: must have slashes: "site/a.txt"',
    ],
    ['a provider', { oidcProviders: { 'ftp://x': {} } }, '$.oidcProviders["ftp://x"]: '],
    [
      'a key of two users',
      { users: { a: { key: wholeWorld.users.ben.key }, b: { key: wholeWorld.users.ben.key } } },
      '$.users.b.key: the access key of b is another user',
    ],
  ])('names the place of %s that is wrong', (_, world, problem) => {
    expect(problemOf(world)).toContain(problem)
  })

  it('whose first account is another than the one that is asked for is refused', () => {
    expect(() => createLocalAws({ accountId: '222233334444', seed: { accountId: '111122223333' } })).toThrow(
      'seed.accountId: is 111122223333, but the first account is to be 222233334444',
    )
  })

  it('has its objects in files below its folder', async () => {
    mkdirSync(join(folder, 'site'), { recursive: true })
    writeFileSync(join(folder, 'site', 'one.bin'), Buffer.alloc(200_000, 7))
    const objects = { one: { file: 'site/one.bin', contentType: 'text/plain' } }
    const path = file(JSON.stringify({ buckets: { lab: { objects } } }))
    const fixture = createFixture({ accountId: undefined, seed: readWorld(path) })
    const head = await fixture.rest(fixture.aws.admin, 'HEAD', '/lab/one')
    expect(Object.fromEntries(head.headers)).toMatchObject({
      'Content-Length': '200000',
      'Content-Type': 'text/plain',
    })
  })
})

describe('a file of an object', () => {
  it('is none outside of the folder of the world file by a link, of itself or of a folder', () => {
    const outside = mkdtempSync(join(tmpdir(), 'local-aws-outside-'))
    writeFileSync(join(outside, 'secret'), 'secret')
    symlinkSync(join(outside, 'secret'), join(folder, 'link'))
    symlinkSync(outside, join(folder, 'links'))
    writeFileSync(join(folder, 'inside'), 'inside')
    symlinkSync('inside', join(folder, 'link-inside'))
    const of = (name: string) => problemOf({ buckets: { lab: { objects: { a: { file: name } } } } })
    for (const name of ['link', 'links/secret']) {
      expect(of(name)).toBe(
        `$.buckets.lab.objects.a.file: must be a file below the folder of the world file: "${name}" is a link out of it`,
      )
    }
    expect(of('link-inside')).toBe('nothing')
    rmSync(outside, { recursive: true })
  })

  it('is a file, and nothing else that has a name', () => {
    mkdirSync(join(folder, 'folder'))
    expect(problemOf({ buckets: { lab: { objects: { a: { file: 'folder' } } } } })).toBe(
      `$.buckets.lab.objects.a.file: ${join(folder, 'folder')} is no file`,
    )
  })
})

describe('the whole world', () => {
  const create = (): Fixture =>
    createFixture({ accountId: undefined, now: undefined, seed: readWorld(file(JSON.stringify(wholeWorld))) })

  it('has its accounts, organisation, region, clock and keys', () => {
    const { aws } = create()
    expect(aws).toMatchObject({ organizationId: 'o-a1b2c3d4e5', region: 'eu-west-1' })
    expect(aws.accounts.map(({ accountId }) => accountId)).toEqual(['111122223333', '222233334444'])
    expect([...aws.keys.keys()].toSorted()).toEqual(['222233334444/carl', 'anna', 'ben'])
    expect(createLocalAws({ accounts: 3, seed: wholeWorld }).accounts).toHaveLength(3)
  })

  it('is decided as it says: groups, boundaries, roles across accounts, bucket policies, the organisation’s policies', async () => {
    const fixture = create()
    const { aws, query, rest } = fixture
    // The clock of the world runs; the fixture's stands still at the same moment.
    const [anna, ben, carl] = ['anna', 'ben', '222233334444/carl'].map((name) => aws.keys.get(name)!)
    const assume = (keys: Parameters<Fixture['query']>[0], RoleArn: string) =>
      query(keys, 'sts', { Action: 'AssumeRole', RoleArn, RoleSessionName: 'me' })
    const reader = 'arn:aws:iam::222233334444:role/Reader'
    const lab = 'arn:aws:iam::111122223333:role/Lab'
    expect((await assume(ben!, reader)).status).toBe(403)
    const inside = credentials(await assume(anna!, reader))
    expect((await assume(inside, lab)).status).toBe(403)
    const access = credentials(
      await assume(aws.admin, 'arn:aws:iam::222233334444:role/OrganizationAccountAccessRole'),
    )
    expect((await rest(carl!, 'GET', '/lab-notes/notes/one.txt')).status).toBe(200)
    expect((await rest(ben!, 'GET', '/lab-notes/notes/one.txt')).status).toBe(403)
    expect((await rest(ben!, 'GET', '/')).status).toBe(200)
    expect(refusal(await rest(access, 'DELETE', '/lab-theirs'))[2]).toContain(
      'with an explicit deny in a service control policy',
    )
    expect((await rest(aws.admin, 'DELETE', '/lab-notes')).status).toBe(409)
    expect(element(await rest(aws.admin, 'GET', '/lab-notes?versioning'), 'Status')).toBe('Enabled')
    expect(element(await rest(aws.admin, 'GET', '/lab-notes?website'), 'Suffix')).toBe('index.html')
    const providers = await query(aws.admin, 'iam', { Action: 'ListOpenIDConnectProviders' })
    expect(element(providers, 'Arn')).toContain('token.actions.githubusercontent.com')
  })
})

describe('parameters, secrets and queues of a world', () => {
  const create = () => {
    const { aws, json } = createFixture({ accountId: undefined, now: undefined, seed: wholeWorld })
    return {
      aws,
      json: (keys: Keys, service: string, action: string, input: object, region = aws.region) =>
        json(keys, service, action, input, { region }),
    }
  }

  it('are there, with tags, in their regions and accounts', async () => {
    const { aws, json } = create()
    const parameter = async (Name: string, region: string, keys = aws.admin) =>
      answerOf(await json(keys, 'ssm', 'GetParameter', { Name, WithDecryption: true }, region))
    expect(await parameter('/lab/url', 'eu-west-1')).toMatchObject({
      Parameter: { Value: 'https://lab.example.com', Type: 'String', Version: 1 },
    })
    expect(await parameter('/lab/password', 'eu-central-1')).toMatchObject({
      Parameter: { Value: 'correct horse', Type: 'SecureString' },
    })
    const tags = await json(
      aws.admin,
      'ssm',
      'ListTagsForResource',
      { ResourceType: 'Parameter', ResourceId: '/lab/password' },
      'eu-central-1',
    )
    expect(answerOf(tags)).toEqual({ TagList: [{ Key: 'team', Value: 'red' }] })
    const secret = await json(aws.admin, 'secretsmanager', 'DescribeSecret', { SecretId: 'lab/database' })
    expect(answerOf(secret)).toMatchObject({
      Description: 'of the lab',
      Tags: [{ Key: 'team', Value: 'red' }],
    })
    const list = answerOf(await json(aws.admin, 'secretsmanager', 'ListSecrets', {}))
    const arns = [...JSON.stringify(list).matchAll(/"ARN":"([^"]*)"/g)].map(([, arn = '']) => arn)
    // As on AWS, nobody knows the end of an arn before.
    expect(new Set(arns.map((arn) => arn.slice(-6))).size).toBe(3)
    const queue = { QueueUrl: 'http://localhost/111122223333/jobs' }
    expect(
      answerOf(await json(aws.admin, 'sqs', 'GetQueueAttributes', { ...queue, AttributeNames: ['All'] })),
    ).toMatchObject({
      Attributes: {
        VisibilityTimeout: '60',
        RedrivePolicy: JSON.stringify(wholeWorld.queues.jobs.redrivePolicy),
      },
    })
    expect(answerOf(await json(aws.admin, 'sqs', 'ListQueueTags', queue))).toEqual({ Tags: { team: 'red' } })
    expect(answerOf(await json(aws.admin, 'sqs', 'ListQueues', {}))).toMatchObject({
      QueueUrls: [
        expect.stringMatching(/failed$/),
        expect.stringMatching(/jobs$/),
        expect.stringMatching(/news$/),
        expect.stringMatching(/orders\.fifo$/),
      ],
    })
  })

  it('are decided as their policies say, for another account too', async () => {
    const { aws, json } = create()
    const carl = aws.keys.get('222233334444/carl')!
    const arn = async (SecretId: string) =>
      Reflect.get(answerOf(await json(aws.admin, 'secretsmanager', 'DescribeSecret', { SecretId })), 'ARN')
    const read = async (name: string) =>
      (await json(carl, 'secretsmanager', 'DescribeSecret', { SecretId: await arn(name) })).status
    expect([await read('lab/token'), await read('lab/database')]).toEqual([400, 200])
    const send = async (name: string) => {
      const QueueUrl = `http://localhost/111122223333/${name}`
      return (await json(carl, 'sqs', 'SendMessage', { QueueUrl, MessageBody: 'hello' })).status
    }
    expect([await send('failed'), await send('jobs')]).toEqual([400, 200])
  })
})

describe('topics and tables of a world', () => {
  const create = () => {
    const { aws, json, query } = createFixture({ accountId: undefined, now: undefined, seed: wholeWorld })
    const { region } = aws
    const [carl, admin] = [aws.keys.get('222233334444/carl')!, aws.admin]
    return {
      carl,
      admin,
      dynamodb: (keys: Keys, action: string, input: object, at = region) =>
        json(keys, 'dynamodb', action, input, { region: at }),
      sns: (keys: Keys, params: Record<string, string>) => query(keys, 'sns', params, region),
      messages: async (name: string) => {
        const QueueUrl = `http://localhost/111122223333/${name}`
        const asked = { QueueUrl, MaxNumberOfMessages: 10 }
        const answer = answerOf(await json(admin, 'sqs', 'ReceiveMessage', asked, { region }))
        const bodies: unknown = Reflect.get(answer, 'Messages') ?? []
        return JSON.stringify(bodies)
      },
    }
  }
  const news = 'arn:aws:sns:eu-west-1:111122223333:news'

  it('bring messages to queues as filters and policies say', async () => {
    const { admin, carl, sns, messages } = create()
    const publish = (keys: Keys, Message: string, team: string) =>
      sns(keys, {
        Action: 'Publish',
        TopicArn: news,
        Message,
        'MessageAttributes.entry.1.Name': 'team',
        'MessageAttributes.entry.1.Value.DataType': 'String',
        'MessageAttributes.entry.1.Value.StringValue': team,
      })
    expect((await publish(admin, 'for the blue', 'blue')).status).toBe(200)
    expect((await publish(carl, 'for the red', 'red')).status).toBe(200)
    const received = await messages('news')
    expect(received).toContain('"Body":"for the red"')
    expect(received).not.toContain('for the blue')
    expect(await messages('failed')).toBe('[]')
    const fifo = { TopicArn: 'arn:aws:sns:eu-west-1:111122223333:orders.fifo', MessageGroupId: 'one' }
    const order = { Action: 'Publish', ...fifo, Message: 'an order', MessageDeduplicationId: 'one' }
    expect((await sns(carl, order)).status).toBe(403)
    expect((await sns(admin, order)).status).toBe(200)
    const attributes = await sns(admin, { Action: 'GetTopicAttributes', TopicArn: news })
    expect(String(attributes.body)).toContain('<key>DisplayName</key><value>Lab</value>')
    const tags = await sns(admin, { Action: 'ListTagsForResource', ResourceArn: news })
    expect([element(tags, 'Key'), element(tags, 'Value')]).toEqual(['team', 'red'])
  })

  it('have items, found by keys and indexes, for whom the policies let', async () => {
    const { admin, carl, dynamodb } = create()
    const query = async (more: object) =>
      answerOf(
        await dynamodb(admin, 'Query', {
          TableName: 'scores',
          ...more,
          ExpressionAttributeNames: { '#key': 'IndexName' in more ? 'day' : 'team' },
          KeyConditionExpression: '#key = :value',
        }),
      )
    const [first, second] = wholeWorld.tables.scores.items
    const red = { ExpressionAttributeValues: { ':value': { S: 'red' } } }
    expect(await query(red)).toMatchObject({ Items: [first, second] })
    // Neither the blue, which are over, nor the note, which is not in the index.
    const day = { IndexName: 'by-day', ExpressionAttributeValues: { ':value': { N: '1' } } }
    expect(await query(day)).toMatchObject({
      Items: [{ team: { S: 'red' }, day: { N: '1' }, points: { N: '12' } }],
    })
    const told = answerOf(await dynamodb(admin, 'DescribeTable', { TableName: 'scores' }))
    expect(told).toMatchObject({
      Table: {
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        GlobalSecondaryIndexes: [
          { IndexName: 'by-day', Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['points'] } },
          { IndexName: 'keys', Projection: { ProjectionType: 'KEYS_ONLY' } },
        ],
        LocalSecondaryIndexes: [{ IndexName: 'by-points', Projection: { ProjectionType: 'ALL' } }],
      },
    })
    const TableName = 'arn:aws:dynamodb:eu-west-1:111122223333:table/scores'
    const tags = await dynamodb(admin, 'ListTagsOfResource', { ResourceArn: TableName })
    expect(answerOf(tags)).toEqual({ Tags: [{ Key: 'team', Value: 'red' }] })
    const Key = { team: { S: 'red' }, day: { N: '1' } }
    expect(answerOf(await dynamodb(carl, 'GetItem', { TableName, Key }))).toEqual({ Item: first })
    expect((await dynamodb(carl, 'DeleteItem', { TableName, Key })).status).toBe(400)
    const files = await dynamodb(admin, 'ListTables', {}, 'eu-central-1')
    expect(answerOf(files)).toEqual({ TableNames: ['lab-files'] })
  })
})

/** What a service of the JSON protocol answered. */
function answerOf({ status, body }: RawResponse): object {
  expect(status).toBe(200)
  return JSON.parse(String(body))
}

describe('the simulation in an account of the organisation', () => {
  const simulate = async (
    fixture: Fixture,
    account: string,
    keys: Parameters<Fixture['query']>[0],
    action: string,
  ) => {
    const answer = await fixture.query(keys, 'iam', {
      Action: 'SimulatePrincipalPolicy',
      PolicySourceArn: `arn:aws:iam::${account}:role/Worker`,
      'ActionNames.member.1': action,
    })
    return [element(answer, 'EvalDecision'), element(answer, 'AllowedByOrganizations')]
  }

  it('knows what the organisation denies, and that it limits nobody in its management account', async () => {
    const Worker = { trust: trusting('222233334444'), attachedPolicies: ['AdministratorAccess'] }
    const deny = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] }
    const fixture = createFixture({
      accountId: undefined,
      seed: {
        roles: { Worker },
        accounts: { '222233334444': { roles: { Worker }, serviceControlPolicies: { 'no-s3': deny } } },
      },
    })
    const { aws } = fixture
    const role = { RoleArn: aws.accounts[1]?.accessRoleArn ?? '', RoleSessionName: 'me' }
    const inside = credentials(await fixture.query(aws.admin, 'sts', { Action: 'AssumeRole', ...role }))
    expect(await simulate(fixture, '222233334444', inside, 's3:GetObject')).toEqual(['explicitDeny', 'false'])
    expect(await simulate(fixture, '222233334444', inside, 'sqs:SendMessage')).toEqual(['allowed', 'true'])
    expect(await simulate(fixture, '111122223333', aws.admin, 's3:GetObject')).toEqual(['allowed', undefined])
  })

  it('knows that nothing is left where the organisation allows nothing', async () => {
    const member = { roles: { Worker: { trust: trusting('222233334444') } }, fullAwsAccess: false }
    const fixture = createFixture({ accountId: undefined, seed: { accounts: { '222233334444': member } } })
    const role = { RoleArn: fixture.aws.accounts[1]?.accessRoleArn ?? '', RoleSessionName: 'me' }
    const inside = credentials(
      await fixture.query(fixture.aws.admin, 'sts', { Action: 'AssumeRole', ...role }),
    )
    expect(refusal(await fixture.rest(inside, 'GET', '/'))[2]).toContain(
      'because no service control policy allows the s3:ListAllMyBuckets action',
    )
  })
})

describe('readJson', () => {
  it('reads what JSON.parse reads, and nothing else', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        const read = readJson(text)
        // Names that are there twice are the one difference.
        if ('problem' in read) expect(read.problem).toContain('is there twice')
        else expect(read.value).toEqual(JSON.parse(text))
      }),
    )
  })

  it('says of what is none where it is, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '{', '}', ']', '\\', '//', '\n', '\0', '1e', '-'),
        (text, at, more) => {
          const place = at % (text.length + 1)
          const broken = text.slice(0, place) + more + text.slice(place + 1)
          const read = readJson(broken)
          const parses = (() => {
            try {
              JSON.parse(broken)
              return true
            } catch {
              return false
            }
          })()
          if ('value' in read) expect(parses).toBe(true)
          else {
            expect(read.line).toBeGreaterThan(0)
            if (parses) expect(read.problem).toMatch(/is there twice|nested deeper/)
          }
        },
      ),
    )
  })
})

describe('a world of any kind', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant([]))
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...namesOf(wholeWorld)), fc.string()), tie('value'), {
        maxKeys: 4,
      }),
    ),
  })).value

  it('is made, or refused with a place in it and by no other error', () => {
    fc.assert(
      fc.property(anything, fc.nat(), (value, at) => {
        const world = withAnotherValue(wholeWorld, at, value)
        try {
          createLocalAws({ seed: world })
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError)
          expect(error instanceof Error ? error.message : '').toMatch(/^seed[.[:]/)
        }
      }),
      { numRuns: 500 },
    )
  })
})

/** All names in a value. */
function namesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => [name, ...namesOf(one)])
}

/** The value with another in one place. */
function withAnotherValue(value: object, at: number, other: unknown): object {
  const copy: object = structuredClone(value)
  const places: Array<readonly [object, string]> = []
  const look = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return
    for (const name of Object.keys(one)) {
      places.push([one, name])
      look(Reflect.get(one, name))
    }
  }
  look(copy)
  const [holder, name] = places[at % places.length] ?? [copy, 'users']
  Reflect.set(holder, name, other)
  return copy
}
