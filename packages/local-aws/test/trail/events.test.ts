import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'

import {
  accountId,
  allow,
  createFixture,
  createSetup,
  createUser,
  credentials,
  element,
  type Fixture,
  iam,
  type Keys,
} from '../local-aws-fixture.ts'
import { askLocal, browse, signIn } from '../local/local-fixture.ts'

let fixture: Fixture
let issuer: Keys
let roleArn: string
beforeEach(async () => {
  fixture = createFixture()
  ;({ issuer, roleArn } = await createSetup(fixture))
})

const assume = async (more: Record<string, string> = {}): Promise<Required<Keys>> =>
  credentials(
    await fixture.query(issuer, 'sts', {
      Action: 'AssumeRole',
      RoleArn: roleArn,
      RoleSessionName: 'identified@domain.ext',
      ...more,
    }),
  )

const md5 = (text: string): string => createHash('md5').update(text).digest('base64')

const last = () => fixture.aws.events().at(-1)

describe('an event', () => {
  it('of AssumeRole says who, with which key, what for and what came of it, without secret and token', async () => {
    const keys = await assume({
      SourceIdentity: 'anna',
      DurationSeconds: '900',
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'red',
    })
    const event = last()
    expect(event).toEqual({
      eventVersion: '1.11',
      userIdentity: {
        type: 'IAMUser',
        principalId: expect.stringMatching(/^AIDA/),
        arn: `arn:aws:iam::${accountId}:user/instruqt`,
        accountId,
        accessKeyId: issuer.accessKeyId,
        userName: 'instruqt',
      },
      eventTime: '2026-11-22T12:00:00Z',
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      awsRegion: 'us-east-1',
      sourceIPAddress: '127.0.0.1',
      requestParameters: {
        roleArn,
        roleSessionName: 'identified@domain.ext',
        sourceIdentity: 'anna',
        durationSeconds: '900',
        tags: [{ key: 'team', value: 'red' }],
      },
      responseElements: {
        credentials: {
          accessKeyId: keys.accessKeyId,
          secretAccessKey: 'HIDDEN_DUE_TO_SECURITY_REASONS',
          sessionToken: 'HIDDEN_DUE_TO_SECURITY_REASONS',
          expiration: 'Nov 22, 2026, 12:15:00 PM',
        },
        assumedRoleUser: {
          assumedRoleId: expect.stringMatching(/^AROA\w+:identified@domain\.ext$/),
          arn: `arn:aws:sts::${accountId}:assumed-role/InstruqtS3Access/identified@domain.ext`,
        },
        sourceIdentity: 'anna',
        packedPolicySize: expect.any(Number),
      },
      requestID: fixture.log.at(-1)?.requestId,
      eventID: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
      readOnly: true,
      resources: [{ accountId, type: 'AWS::IAM::Role', ARN: roleArn }],
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: accountId,
      eventCategory: 'Management',
      tlsDetails: { clientProvidedHostHeader: 'localhost' },
    })
    // The same whenever it is asked for.
    expect(last()).toEqual(event)
  })

  it('of a session says which role it is of, since when, and as whom it came', async () => {
    const keys = await assume({ SourceIdentity: 'anna' })
    await fixture.rest(keys, 'DELETE', '/lab')
    expect(last()).toMatchObject({
      userIdentity: {
        type: 'AssumedRole',
        principalId: expect.stringMatching(/^AROA\w+:identified@domain\.ext$/),
        arn: `arn:aws:sts::${accountId}:assumed-role/InstruqtS3Access/identified@domain.ext`,
        accountId,
        accessKeyId: keys.accessKeyId,
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: roleArn, accountId, userName: 'InstruqtS3Access' },
          attributes: { creationDate: '2026-11-22T12:00:00Z', mfaAuthenticated: 'false' },
          sourceIdentity: 'anna',
        },
      },
      eventSource: 's3.amazonaws.com',
      eventName: 'DeleteBucket',
      errorCode: 'NoSuchBucket',
      requestParameters: { bucketName: 'lab', Host: 'localhost' },
      responseElements: null,
      readOnly: false,
      managementEvent: true,
    })
  })

  it('of a refusal has AWS’s code and sentence, and the reason beside', async () => {
    const nobody = await createUser(fixture, 'nobody')
    await fixture.rest(fixture.aws.admin, 'PUT', '/lab')
    await fixture.rest(nobody, 'GET', '/lab?list-type=2&prefix=a%2F')
    expect(last()).toMatchObject({
      eventName: 'ListObjects',
      errorCode: 'AccessDenied',
      errorMessage: expect.stringContaining('is not authorized to perform: s3:ListBucket'),
      requestParameters: { bucketName: 'lab', 'list-type': '2', prefix: 'a/', Host: 'localhost' },
      additionalEventData: {
        SignatureVersion: 'SigV4',
        AuthenticationMethod: 'AuthHeader',
        reason: expect.stringMatching(/^ImplicitlyDenied: no identity-based policy/),
      },
      resources: [{ accountId, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::lab' }],
      readOnly: true,
      managementEvent: false,
      eventCategory: 'Data',
    })
  })

  it('of a change in IAM has what was made, and CloudTrail’s spelling of a code', async () => {
    await iam(fixture, 'CreateUser', {
      UserName: 'anna',
      'Tags.member.1.Key': 'a',
      'Tags.member.1.Value': 'b',
    })
    expect(last()).toMatchObject({
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      awsRegion: 'us-east-1',
      requestParameters: { userName: 'anna', tags: [{ key: 'a', value: 'b' }] },
      responseElements: {
        user: {
          userName: 'anna',
          arn: `arn:aws:iam::${accountId}:user/anna`,
          createDate: 'Nov 22, 2026, 12:00:00 PM',
        },
      },
      readOnly: false,
    })
    await fixture.query(fixture.aws.admin, 'iam', { Action: 'GetUser', UserName: 'bob' })
    expect(last()).toMatchObject({
      eventName: 'GetUser',
      errorCode: 'NoSuchEntityException',
      responseElements: null,
      readOnly: true,
    })
    expect(fixture.aws.events({ errorCode: 'NoSuchEntity' })).toEqual(
      fixture.aws.events({ errorCode: 'NoSuchEntityException' }),
    )
  })

  it('of a bucket policy has the policy', async () => {
    await fixture.rest(fixture.aws.admin, 'PUT', '/lab')
    const policy = JSON.parse(allow('s3:GetObject', { Principal: '*', Resource: 'arn:aws:s3:::lab/*' }))
    await askLocal(fixture, fixture.aws.admin, 'PUT', '/lab?policy', {
      service: 's3',
      body: JSON.stringify(policy),
      headers: {},
    })
    expect(last()).toMatchObject({
      eventName: 'PutBucketPolicy',
      requestParameters: { bucketName: 'lab', policy: '', bucketPolicy: policy },
    })
  })

  it.each<[string, string, string, Record<string, unknown>]>([
    [
      'publicAccessBlock',
      'PutBucketPublicAccessBlock',
      '<PublicAccessBlockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><BlockPublicAcls>true</BlockPublicAcls><RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>',
      {
        publicAccessBlock: '',
        PublicAccessBlockConfiguration: {
          xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/',
          BlockPublicAcls: true,
          RestrictPublicBuckets: false,
        },
      },
    ],
    [
      'tagging',
      'PutBucketTagging',
      '<?xml version="1.0"?><Tagging><TagSet><Tag><Key>a</Key><Value>007</Value></Tag><Tag><Key>b</Key><Value/></Tag></TagSet></Tagging>',
      {
        tagging: '',
        Tagging: {
          TagSet: {
            Tag: [
              { Key: 'a', Value: '007' },
              { Key: 'b', Value: '' },
            ],
          },
        },
      },
    ],
    [
      'lifecycle',
      'PutBucketLifecycle',
      '<LifecycleConfiguration><Rule><ID>r</ID><Filter><Prefix>logs/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>',
      {
        lifecycle: '',
        LifecycleConfiguration: {
          Rule: { ID: 'r', Filter: { Prefix: 'logs/' }, Status: 'Enabled', Expiration: { Days: 30 } },
        },
      },
    ],
  ])('of a bucket’s setting has what was set: %s', async (part, eventName, body, parameters) => {
    await fixture.rest(fixture.aws.admin, 'PUT', '/lab')
    const sent = { service: 's3', body, headers: { 'Content-MD5': md5(body) } } as const
    const answer = await askLocal(fixture, fixture.aws.admin, 'PUT', `/lab?${part}`, sent)
    expect(String(answer.body)).toBe('')
    expect(last()).toMatchObject({ eventName, managementEvent: true })
    expect(last()?.requestParameters).toEqual({ bucketName: 'lab', Host: 'localhost', ...parameters })
    await askLocal(fixture, fixture.aws.admin, 'PUT', `/lab?${part}`, {
      ...sent,
      body: '<Tagging><a></Tagging>',
    })
    expect(last()).toMatchObject({ eventName, errorCode: expect.any(String) })
    expect(last()?.requestParameters).toEqual({ bucketName: 'lab', Host: 'localhost', [part]: '' })
  })

  it('of an object has nothing of what is in it', async () => {
    await fixture.rest(fixture.aws.admin, 'PUT', '/lab')
    await fixture.rest(fixture.aws.admin, 'PUT', '/lab/a.xml', '<Secret>in it</Secret>')
    await fixture.rest(fixture.aws.admin, 'PUT', '/lab/a.xml?tagging', '<Tagging><TagSet/></Tagging>')
    expect(fixture.aws.events({ limit: 2 })).toMatchObject([
      { eventName: 'PutObject' },
      { eventName: 'PutObjectTagging' },
    ])
    expect(JSON.stringify(fixture.aws.events({ limit: 2 }))).not.toMatch(/Secret|TagSet/)
  })

  it('of a form of over 100 KB names its object', async () => {
    await fixture.rest(fixture.aws.admin, 'PUT', '/lab')
    const form = `--x\r\nContent-Disposition: form-data; name="key"\r\n\r\na/large.txt\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n${'x'.repeat(200_000)}\r\n--x--\r\n`
    await fixture.aws.handle({
      method: 'POST',
      target: '/lab',
      rawHeaders: [
        'Host',
        'localhost',
        'Content-Type',
        'multipart/form-data; boundary=x',
        'Content-Length',
        String(form.length),
      ],
      body: Buffer.from(form),
    })
    expect(last()).toMatchObject({
      eventName: 'PutObject',
      errorCode: 'AccessDenied',
      requestParameters: { bucketName: 'lab', key: 'a/large.txt' },
    })
  })

  it('of a visit to a website is the bucket’s owner’s', async () => {
    const other = '444455556666'
    fixture = createFixture({
      accounts: [accountId, other],
      seed: { accounts: { [other]: { buckets: { site: {} } } } },
    })
    await browse(fixture, 'GET', '/', { Host: 'site.s3-website.localhost' })
    expect(last()).toMatchObject({
      userIdentity: { type: 'AWSAccount', accountId: 'ANONYMOUS_PRINCIPAL' },
      eventName: 'GetObject',
      errorCode: expect.any(String),
      requestParameters: { bucketName: 'site' },
      resources: [{ accountId: other, ARN: 'arn:aws:s3:::site' }],
      recipientAccountId: other,
    })
    expect(fixture.aws.events({ account: accountId })).toEqual([])
  })

  it('of whoever has a wrong key names the key, and nobody', async () => {
    const wrong = { ...issuer, secretAccessKey: 'wrong' }
    await fixture.rest(wrong, 'GET', '/lab/notes.txt')
    expect(last()).toMatchObject({
      userIdentity: { type: 'Unknown', accessKeyId: issuer.accessKeyId },
      eventName: 'GetObject',
      errorCode: 'SignatureDoesNotMatch',
      requestParameters: { bucketName: 'lab', key: 'notes.txt' },
      recipientAccountId: accountId,
    })
  })

  it('of whoever signs nothing is anonymous', async () => {
    await browse(fixture, 'GET', '/lab/notes.txt', { 'User-Agent': 'a browser' })
    expect(last()).toMatchObject({
      userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
      userAgent: 'a browser',
      eventName: 'GetObject',
    })
  })

  it('of a sign-in to the console is one of the console', async () => {
    const keys = await assume()
    await signIn(fixture, keys)
    await browse(fixture, 'GET', '/federation?Action=login&Destination=https://console.aws.amazon.com/')
    expect(fixture.aws.events({ limit: 3 })).toMatchObject([
      { eventName: 'GetSigninToken', responseElements: { GetSigninToken: 'Success' } },
      {
        userIdentity: { type: 'AssumedRole', accessKeyId: keys.accessKeyId },
        eventSource: 'signin.amazonaws.com',
        eventName: 'ConsoleLogin',
        eventType: 'AwsConsoleSignIn',
        responseElements: { ConsoleLogin: 'Success' },
        additionalEventData: { LoginTo: 'https://console.aws.amazon.com/', MFAUsed: 'No' },
        readOnly: false,
      },
      {
        eventName: 'ConsoleLogin',
        errorMessage: 'Failed authentication',
        responseElements: { ConsoleLogin: 'Failure' },
      },
    ])
  })
})

it('no event has a secret, a token, a password, a seed or a signature', async () => {
  const keys = await assume({ Policy: allow('s3:*') })
  const user = await createUser(fixture, 'anna')
  const federated = credentials(
    await fixture.query(fixture.aws.admin, 'sts', { Action: 'GetFederationToken', Name: 'bob' }),
  )
  const own = credentials(await fixture.query(fixture.aws.admin, 'sts', { Action: 'GetSessionToken' }))
  await iam(fixture, 'CreateLoginProfile', { UserName: 'anna', Password: 'a-Pass-word-1' })
  const device = await iam(fixture, 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' })
  await fixture.query(fixture.aws.admin, 'sts', {
    Action: 'AssumeRoleWithWebIdentity',
    RoleArn: roleArn,
    RoleSessionName: 'anna',
    WebIdentityToken: 'a.web-identity.token',
  })
  await signIn(fixture, keys)
  const signature = 'f'.repeat(64)
  await browse(
    fixture,
    'GET',
    `/lab/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${user.accessKeyId}%2F20261122%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261122T120000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Security-Token=${encodeURIComponent(keys.sessionToken)}&X-Amz-Signature=${signature}`,
  )
  await fixture.rest(keys, 'GET', '/')
  const events = fixture.aws.events()
  const text = JSON.stringify(events)
  const seed = element(device, 'Base32StringSeed') ?? ''
  expect(seed).not.toBe('')
  for (const secret of [
    ...[keys, federated, own].flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken]),
    encodeURIComponent(keys.sessionToken),
    user.secretAccessKey,
    issuer.secretAccessKey,
    'a-Pass-word-1',
    'a.web-identity.token',
    seed,
    signature,
  ]) {
    expect(text).not.toContain(secret)
  }
  expect(events.map(({ eventName }) => eventName)).toEqual(
    expect.arrayContaining([
      'CreateLoginProfile',
      'CreateVirtualMFADevice',
      'GetFederationToken',
      'GetObject',
    ]),
  )
})

it('no event has a secret that was sent where it is not taken, or that the refusal quotes', async () => {
  const { admin } = fixture.aws
  const secrets = ['a-Pass-word-1', 'a-token-of-rotation', '12ab', 'x'.repeat(70_000)]
  const [password = '', token = '', code = '', long = ''] = secrets
  await fixture.query(admin, 'iam', { Action: 'CreateLoginProfile', UserName: 'a', 'Password.1': password })
  await fixture.json(admin, 'secretsmanager', 'PutSecretValue', {
    SecretId: 'a',
    ClientRequestToken: 'c'.repeat(32),
    SecretString: 'b',
    RotationToken: token,
  })
  for (const TokenCode of [code, long]) {
    const answer = await fixture.query(admin, 'sts', {
      Action: 'GetSessionToken',
      SerialNumber: `arn:aws:iam::${accountId}:mfa/phone`,
      TokenCode,
    })
    expect(String(answer.body)).toContain(TokenCode.slice(0, 1000))
  }
  const events = fixture.aws.events({ limit: 4 })
  expect(events.map(({ eventName }) => eventName)).toEqual([
    'CreateLoginProfile',
    'PutSecretValue',
    'GetSessionToken',
    'GetSessionToken',
  ])
  expect(events.at(-2)?.errorMessage).toContain("'HIDDEN_DUE_TO_SECURITY_REASONS' at 'tokenCode'")
  for (const secret of [...secrets, 'x'.repeat(100)]) expect(JSON.stringify(events)).not.toContain(secret)
})

describe('the events are asked for', () => {
  it('by who, key, name, code and time, and the last of them alone', async () => {
    const keys = await assume({ SourceIdentity: 'anna' })
    fixture.clock.now = new Date('2026-11-22T12:10:00Z')
    await fixture.rest(keys, 'PUT', '/lab')
    await fixture.rest(keys, 'DELETE', '/other')
    const names = (filter: Parameters<Fixture['aws']['events']>[0]) =>
      fixture.aws.events(filter).map(({ eventName }) => eventName)
    const both = ['CreateBucket', 'DeleteBucket']
    expect(names({ who: 'identified@domain.ext' })).toEqual(both)
    expect(names({ who: 'anna' })).toEqual(both)
    expect(
      names({ who: `arn:aws:sts::${accountId}:assumed-role/InstruqtS3Access/identified@domain.ext` }),
    ).toEqual(both)
    expect(names({ who: 'identified' })).toEqual([])
    expect(names({ accessKeyId: keys.accessKeyId })).toEqual(both)
    expect(names({ who: 'anna', eventName: 'DeleteBucket' })).toEqual(['DeleteBucket'])
    expect(names({ who: 'anna', errorCode: '*' })).toEqual(['DeleteBucket'])
    expect(names({ who: 'anna', errorCode: 'AccessDenied' })).toEqual([])
    expect(names({ since: new Date('2026-11-22T12:10:00Z') })).toEqual(both)
    expect(names({ limit: 1 })).toEqual(['DeleteBucket'])
    expect(names({ account: '999999999999' })).toEqual([])
  })

  it('with conditions that there are', () => {
    // @ts-expect-error: there is no such condition
    expect(() => fixture.aws.events({ name: 'DeleteBucket' })).toThrow(/^events\(\) has no option name/)
    expect(() => fixture.aws.events({ limit: 0 })).toThrow('limit must be 1 or more')
  })
})

describe('there are no more events than', () => {
  it.each([0, 1, 3])('maxEvents: %i', async (maxEvents) => {
    fixture = createFixture({ maxEvents })
    for (const name of ['a', 'b', 'c', 'd', 'e']) await iam(fixture, 'CreateUser', { UserName: name })
    const names = fixture.aws.events().map(({ requestParameters }) => requestParameters?.['userName'])
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e'].slice(5 - maxEvents))
  })

  it('a number that is none is refused', () => {
    for (const maxEvents of [-1, 1.5, Number.NaN, 1e9]) {
      expect(() => createFixture({ maxEvents })).toThrow('maxEvents must be a whole number')
    }
  })

  it('100 KB of a request hold: of a longer one the parameters are left out', async () => {
    const long = (length: number) => ({ Action: 'GetUser', UserName: 'x'.repeat(length) })
    await fixture.query(fixture.aws.admin, 'iam', long(110_000))
    expect(last()?.requestParameters).toMatchObject({ omitted: true, originalSize: expect.any(Number) })
    await fixture.query(fixture.aws.admin, 'iam', long(95_000))
    expect(last()?.requestParameters).toEqual({ userName: 'x'.repeat(95_000) })
  })

  it('a kilobyte or two of a message, a reason, a host and a header, however much of what was sent they quote', async () => {
    await fixture.query(fixture.aws.admin, 'iam', { Action: 'DeleteUser', UserName: 'x'.repeat(1_000_000) })
    await browse(fixture, 'PUT', '/lab/a', {
      Host: `${'h'.repeat(20_000)}.example.com`,
      'X-Amz-Tagging': `a=${'b'.repeat(20_000)}`,
      'User-Agent': 'u'.repeat(20_000),
    })
    const [deleted, put] = fixture.aws.events({ limit: 2 })
    expect(deleted).toMatchObject({ eventName: 'DeleteUser', errorCode: expect.any(String) })
    expect(put).toMatchObject({ eventName: 'PutObject', errorCode: 'AccessDenied' })
    expect(JSON.stringify(deleted).length).toBeLessThan(8000)
    expect(JSON.stringify(put).length).toBeLessThan(8000)
  })
})

describe('what an event says was so when it happened', () => {
  it('of a role, a bucket and a user that are gone', async () => {
    const { admin } = fixture.aws
    const anna = await createUser(fixture, 'anna', ['sts:GetFederationToken'])
    const federated = credentials(
      await fixture.query(anna, 'sts', { Action: 'GetFederationToken', Name: 'bob' }),
    )
    await fixture.rest(federated, 'GET', '/')
    await fixture.rest(admin, 'PUT', '/lab')
    await fixture.rest(admin, 'PUT', '/lab/notes.txt')
    const keys = await assume()
    await fixture.query(keys, 'sts', { Action: 'GetCallerIdentity' })
    const before = fixture.aws.events()
    expect(before.find(({ eventName }) => eventName === 'ListBuckets')).toMatchObject({
      userIdentity: {
        type: 'FederatedUser',
        sessionContext: {
          sessionIssuer: { type: 'IAMUser', userName: 'anna', principalId: expect.any(String) },
        },
      },
    })
    await fixture.rest(admin, 'DELETE', '/lab/notes.txt')
    await fixture.rest(admin, 'DELETE', '/lab')
    await iam(fixture, 'DeleteAccessKey', { UserName: 'anna', AccessKeyId: anna.accessKeyId })
    await iam(fixture, 'DeleteUserPolicy', { UserName: 'anna', PolicyName: 'own' })
    await iam(fixture, 'DeleteUser', { UserName: 'anna' })
    expect(fixture.aws.events().slice(0, before.length)).toEqual(before)
  })
})
