import { beforeEach, describe, expect, it } from 'vitest'

import { ssmActions } from '../../src/ssm/index.ts'
import { accountId } from '../local-aws-fixture.ts'
import { createSsm, type Ssm } from './ssm-fixture.ts'

let aws: Ssm
let ssm: Ssm['ssm']
let refused: Ssm['refused']
beforeEach(() => {
  aws = createSsm()
  ;({ ssm, refused } = aws)
})

const admin = `arn:aws:iam::${accountId}:user/admin`
const arn = (name: string) => `arn:aws:ssm:us-east-1:${accountId}:parameter${name}`
const put = (Name: string, Value = 'v', more: object = {}) =>
  ssm('PutParameter', { Name, Value, Type: 'String', ...more })
const names = (answer: Record<string, unknown>): unknown =>
  Array.isArray(answer['Parameters'])
    ? answer['Parameters'].map(({ Name }: { Name: string }) => Name)
    : answer

describe('PutParameter', () => {
  it('makes a parameter, which is read as it was put', async () => {
    expect(await put('/lab/db', 'one')).toEqual({ Version: 1, Tier: 'Standard' })
    expect(await ssm('GetParameter', { Name: '/lab/db' })).toEqual({
      Parameter: {
        Name: '/lab/db',
        Type: 'String',
        Value: 'one',
        Version: 1,
        LastModifiedDate: aws.fixture.clock.now.getTime() / 1000,
        ARN: arn('/lab/db'),
        DataType: 'text',
      },
    })
  })

  it('replaces nothing unless it is asked to; then it makes the next version, of the same type', async () => {
    await put('a', 'secret', { Type: 'SecureString', Description: 'd' })
    expect(await refused('PutParameter', { Name: 'a', Value: 'x', Type: 'String' })).toEqual([
      400,
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    ])
    expect(await ssm('PutParameter', { Name: 'a', Value: 'x', Overwrite: true })).toMatchObject({
      Version: 2,
    })
    expect(await ssm('DescribeParameters')).toMatchObject({
      Parameters: [{ Version: 2, Type: 'SecureString', Description: 'd', LastModifiedUser: admin }],
    })
  })

  it.each([
    ['', 'ValidationException', /'name' failed .* greater than or equal to 1$/],
    ['a b', 'ValidationException', /^Parameter name: can't be prefixed with "ssm"/],
    ['/a//b', 'ValidationException', /^Parameter name: can't be prefixed with "ssm"/],
    ['a/b', 'ValidationException', /^Parameter name must be a fully qualified name\.$/],
    ['/a/', 'ValidationException', /^Parameter name must not end with slash\.$/],
    ['AwsThing', 'ValidationException', /can't be prefixed with "aws" or "ssm"/],
    ['/ssm/x', 'ValidationException', /^Parameter name: can't be prefixed with "ssm"/],
    ['/awsome/x', 'AccessDeniedException', /^No access to reserved parameter name: awsome\/x\.$/],
    ['/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16', 'HierarchyLevelLimitExceededException', /15 levels/],
    [`/${'x'.repeat(1011)}`, 'ValidationException', /1011 characters/],
    ['a:b', 'ValidationException', /^Parameter name/],
  ])('refuses the name %j', async (Name, code, message) => {
    const [status, refusedCode, text] = await refused('PutParameter', { Name, Value: 'v', Type: 'String' })
    expect([status, refusedCode]).toEqual([400, code])
    expect(text).toMatch(message)
  })

  it('takes 15 levels and 1011 characters', async () => {
    await put('/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15')
    await put(`/${'x'.repeat(1010)}`)
  })

  it('wants a type, a value and not both tags and an overwrite', async () => {
    expect(await refused('PutParameter', { Name: 'a', Value: 'v' })).toEqual([
      400,
      'ValidationException',
      'A parameter type is required when you create a parameter.',
    ])
    expect((await refused('PutParameter', { Name: 'a', Value: '', Type: 'String' }))[2]).toBe(
      "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
    )
    expect((await refused('PutParameter', { Name: 'a', Value: 'v', Type: 'Text' }))[2]).toContain(
      'Member must satisfy enum value set: [SecureString, String, StringList]',
    )
    const tagged = {
      Name: 'a',
      Value: 'v',
      Type: 'String',
      Overwrite: true,
      Tags: [{ Key: 'k', Value: 'v' }],
    }
    expect((await refused('PutParameter', tagged))[2]).toContain("tags and overwrite can't be used together")
  })

  it('knows what fits which tier, and that none is taken back', async () => {
    const long = 'x'.repeat(4097)
    expect((await refused('PutParameter', { Name: 'a', Value: long, Type: 'String' }))[2]).toContain(
      'a maximum parameter value of 4096 characters',
    )
    expect(await put('a', long, { Tier: 'Intelligent-Tiering' })).toEqual({ Version: 1, Tier: 'Advanced' })
    expect(await put('b', 'x', { Tier: 'Intelligent-Tiering' })).toEqual({ Version: 1, Tier: 'Standard' })
    expect(await put('a', long, { Overwrite: true })).toEqual({ Version: 2, Tier: 'Advanced' })
    expect(
      (await refused('PutParameter', { Name: 'a', Value: 'x', Overwrite: true, Tier: 'Standard' }))[2],
    ).toContain("You can't downgrade a parameter")
    expect(
      (
        await refused('PutParameter', {
          Name: 'c',
          Value: 'x'.repeat(8193),
          Type: 'String',
          Tier: 'Advanced',
        })
      )[2],
    ).toContain('8192 characters')
  })

  it('compares a value with its pattern, all of it, and gives up on a pattern that runs for ever', async () => {
    await put('a', '1234', { AllowedPattern: '\\d{1,4}' })
    expect(
      await refused('PutParameter', {
        Name: 'a',
        Value: '12345',
        Overwrite: true,
        AllowedPattern: '\\d{1,4}',
      }),
    ).toEqual([
      400,
      'ParameterPatternMismatchException',
      'Parameter value, cannot be validated against allowedPattern: \\d{1,4}',
    ])
    for (const [AllowedPattern, Value] of [
      ['(', 'v'],
      ['a)|(?:.*', 'v'],
      ['(a+)+', `${'a'.repeat(60)}!`],
    ]) {
      const [, code] = await refused('PutParameter', { Name: 'b', Value, Type: 'String', AllowedPattern })
      expect(code).toBe('InvalidAllowedPatternException')
    }
  })

  it('makes ten thousand of a region in the standard tier and ten times as many in the other', async () => {
    const full = (tier: string, count: number) =>
      Array.from({ length: count }, (_, index) => [`${tier}${index}`, { versions: [{ tier }] }] as const)
    const region = {
      parameters: new Map<string, object>([...full('Standard', 10_000), ...full('Advanced', 99_999)]),
    }
    const call = Object.assign(Object.create(null), {
      account: { id: accountId, regions: new Map([['us-east-1', region]]) },
      region: 'us-east-1',
      caller: { principal: { arn: admin } },
      now: aws.fixture.clock.now,
    })
    const putNew = async (Name: string, Tier: string) =>
      ssmActions.actions.get('PutParameter')?.read({ Name, Value: 'v', Type: 'String', Tier }).run(call)
    const tooMany = expect.objectContaining({ code: 'ParameterLimitExceeded' })
    await expect(putNew('a', 'Standard')).rejects.toEqual(tooMany)
    expect(await putNew('a', 'Advanced')).toEqual({ Version: 1, Tier: 'Advanced' })
    await expect(putNew('b', 'Advanced')).rejects.toEqual(tooMany)
    region.parameters.delete('Standard0')
    expect(await putNew('b', 'Standard')).toEqual({ Version: 1, Tier: 'Standard' })
  })

  it('knows one key alone, as there is no KMS', async () => {
    await put('a', 'v', { Type: 'SecureString', KeyId: 'alias/aws/ssm' })
    expect(await ssm('DescribeParameters')).toMatchObject({ Parameters: [{ KeyId: 'alias/aws/ssm' }] })
    const [, code, message] = await refused('PutParameter', {
      Name: 'b',
      Value: 'v',
      Type: 'SecureString',
      KeyId: 'alias/lab',
    })
    expect(code).toBe('InvalidKeyId')
    expect(message).toContain(`Alias arn:aws:kms:us-east-1:${accountId}:alias/lab is not found.`)
    expect(
      (await refused('PutParameter', { Name: 'b', Value: 'v', Type: 'String', KeyId: 'alias/aws/ssm' }))[2],
    ).toBe('KeyId is required for SecureString parameter type only.')
  })

  it('refuses by name what it does not do', async () => {
    const asked = { Name: 'a', Value: 'v', Type: 'String' }
    expect(await refused('PutParameter', { ...asked, Policies: '[]' })).toEqual([
      501,
      'NotImplemented',
      'The local AWS does not have the parameter Policies of the action ssm:PutParameter.',
    ])
    expect((await refused('PutParameter', { ...asked, DataType: 'aws:ec2:image' }))[0]).toBe(501)
    expect((await refused('PutParameter', { ...asked, DataType: 'Text' }))[2]).toContain(
      'Text (Data type names',
    )
    const tagged = { ResourceType: 'Document', ResourceId: 'a' }
    expect((await refused('ListTagsForResource', tagged))[0]).toBe(501)
  })

  it('keeps a hundred versions, and the oldest for as long as it has a label', async () => {
    for (let version = 1; version <= 101; version++) await put('a', String(version), { Overwrite: true })
    expect((await refused('GetParameter', { Name: 'a:1' }))[1]).toBe('ParameterVersionNotFound')
    await ssm('LabelParameterVersion', { Name: 'a', ParameterVersion: 2, Labels: ['kept'] })
    const [, code, message] = await refused('PutParameter', { Name: 'a', Value: 'v', Overwrite: true })
    expect([code, message]).toEqual([
      'ParameterMaxVersionLimitExceeded',
      "You attempted to create a new version of a by calling the PutParameter API with the overwrite flag. Version 2, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.",
    ])
  })
})

describe('a parameter', () => {
  it('that is not there is refused without a sentence, public parameters of AWS as well', async () => {
    const amazonLinux = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'
    for (const Name of ['a', '/a/b', amazonLinux]) {
      expect(await refused('GetParameter', { Name })).toEqual([400, 'ParameterNotFound', undefined])
      expect(await refused('DeleteParameter', { Name })).toEqual([400, 'ParameterNotFound', undefined])
    }
  })

  it('is there in its region alone', async () => {
    await put('a')
    expect((await refused('GetParameter', { Name: 'a' }, { region: 'eu-west-1' }))[1]).toBe(
      'ParameterNotFound',
    )
  })

  it('is named by its name or its arn, and a version of it by number or label', async () => {
    await put('/a/b', 'one')
    await put('/a/b', 'two', { Overwrite: true })
    await put('c', 'three')
    await ssm('LabelParameterVersion', { Name: '/a/b', ParameterVersion: 1, Labels: ['old'] })
    const value = async (Name: string) => (await ssm('GetParameter', { Name }))['Parameter']
    expect(await value(arn('/a/b'))).toMatchObject({ Name: '/a/b', Value: 'two' })
    expect(await value(arn('/c'))).toMatchObject({ Name: 'c', Value: 'three' })
    expect(await value('/a/b:1')).toMatchObject({ Value: 'one', Selector: ':1', Version: 1 })
    expect(await value('/a/b:old')).toMatchObject({ Value: 'one', Selector: ':old' })
    expect(await value(`${arn('/a/b')}:old`)).toMatchObject({ Value: 'one' })
    expect(await refused('GetParameter', { Name: '/a/b:9' })).toEqual([
      400,
      'ParameterVersionNotFound',
      'Systems Manager could not find version 9 of /a/b. Verify the version and try again.',
    ])
    expect((await refused('GetParameter', { Name: '/c' }))[1]).toBe('ParameterNotFound')
    expect((await refused('GetParameter', { Name: arn('/c').replace('us-east-1', 'eu-west-1') }))[1]).toBe(
      'ParameterNotFound',
    )
  })

  it('is changed by its name alone: neither its arn nor one of its versions is a parameter to delete', async () => {
    await put('/a/b')
    await ssm('LabelParameterVersion', { Name: '/a/b', Labels: ['new'] })
    for (const Name of ['/a/b:1', '/a/b:new', '/a/b:', arn('/a/b')]) {
      const labelled = { Name, ParameterVersion: 1, Labels: ['new'] }
      for (const action of ['LabelParameterVersion', 'UnlabelParameterVersion']) {
        expect((await refused(action, labelled))[1]).toBe('ParameterNotFound')
      }
      expect((await refused('DeleteParameter', { Name }))[1]).toBe('ParameterNotFound')
      expect(await ssm('DeleteParameters', { Names: [Name] })).toEqual({
        DeletedParameters: [],
        InvalidParameters: [Name],
      })
      const resource = { ResourceType: 'Parameter', ResourceId: Name }
      for (const [action, more] of [
        ['AddTagsToResource', { Tags: [] }],
        ['ListTagsForResource', {}],
        ['RemoveTagsFromResource', { TagKeys: [] }],
      ] as const) {
        expect((await refused(action, { ...resource, ...more }))[1]).toBe('InvalidResourceId')
      }
    }
    expect(await ssm('GetParameter', { Name: '/a/b:new' })).toMatchObject({ Parameter: { Version: 1 } })
  })

  it('that is a SecureString is shown in the clear to who asks for that', async () => {
    await put('a', 'hush', { Type: 'SecureString' })
    const sealed = await ssm('GetParameters', { Names: ['a'] })
    expect(JSON.stringify(sealed)).not.toContain('hush')
    expect(sealed).toMatchObject({ Parameters: [{ Value: expect.stringMatching(/^AQICAH[\w+/]{100,}=*$/) }] })
    for (const action of ['GetParameterHistory', 'GetParameter']) {
      expect(JSON.stringify(await ssm(action, { Name: 'a' }))).not.toContain('hush')
      expect(JSON.stringify(await ssm(action, { Name: 'a', WithDecryption: true }))).toContain('"hush"')
    }
  })

  it('is got and deleted with others, and those that are not there are named', async () => {
    await put('a')
    await put('b')
    expect(await ssm('GetParameters', { Names: ['b', 'a', 'x', 'a:7'] })).toMatchObject({
      Parameters: [{ Name: 'b' }, { Name: 'a' }],
      InvalidParameters: ['x', 'a:7'],
    })
    expect((await refused('GetParameters', { Names: 'abcdefghijk'.split('') }))[2]).toContain(
      "at 'names' failed to satisfy constraint: Member must have length less than or equal to 10",
    )
    expect(await ssm('DeleteParameters', { Names: ['a', 'x'] })).toEqual({
      DeletedParameters: ['a'],
      InvalidParameters: ['x'],
    })
    await ssm('DeleteParameter', { Name: 'b' })
    expect(await ssm('DescribeParameters')).toEqual({ Parameters: [] })
  })

  it('has a history, in pages', async () => {
    for (const value of ['1', '2', '3']) await put('a', value, { Overwrite: true })
    await ssm('LabelParameterVersion', { Name: 'a', Labels: ['new'] })
    const first = await ssm('GetParameterHistory', { Name: 'a', MaxResults: 2 })
    expect(first).toMatchObject({ Parameters: [{ Version: 1, Value: '1', Labels: [] }, { Version: 2 }] })
    const NextToken = first['NextToken']
    expect(await ssm('GetParameterHistory', { Name: 'a', MaxResults: 2, NextToken })).toEqual({
      Parameters: [
        expect.objectContaining({ Version: 3, Value: '3', Labels: ['new'], LastModifiedUser: admin }),
      ],
    })
    expect((await refused('GetParameterHistory', { Name: 'a', NextToken: 'x' }))[1]).toBe('InvalidNextToken')
  })

  it('has labels, each on one version, ten on each', async () => {
    await put('a')
    await put('a', 'v', { Overwrite: true })
    const label = (ParameterVersion: number, ...Labels: string[]) =>
      ssm('LabelParameterVersion', { Name: 'a', ParameterVersion, Labels })
    expect(await label(1, 'one', 'aws-x', '2nd', 'a b')).toEqual({
      InvalidLabels: ['aws-x', '2nd', 'a b'],
      ParameterVersion: 1,
    })
    await label(2, 'one')
    expect(await ssm('GetParameterHistory', { Name: 'a' })).toMatchObject({
      Parameters: [{ Labels: [] }, { Labels: ['one'] }],
    })
    const more = { Name: 'a', ParameterVersion: 2, Labels: 'bcdefghijk'.split('') }
    expect((await refused('LabelParameterVersion', more))[1]).toBe('ParameterVersionLabelLimitExceeded')
    expect((await refused('LabelParameterVersion', { ...more, ParameterVersion: 3 }))[1]).toBe(
      'ParameterVersionNotFound',
    )
    expect(
      await ssm('UnlabelParameterVersion', { Name: 'a', ParameterVersion: 2, Labels: ['one', 'two'] }),
    ).toEqual({ RemovedLabels: ['one'], InvalidLabels: ['two'] })
  })

  it('has tags, fifty of them', async () => {
    await put('a', 'v', { Tags: [{ Key: 'team', Value: 'red' }] })
    const resource = { ResourceType: 'Parameter', ResourceId: 'a' }
    await ssm('AddTagsToResource', { ...resource, Tags: [{ Key: 'stage', Value: '' }] })
    expect(await ssm('ListTagsForResource', resource)).toEqual({
      TagList: [
        { Key: 'team', Value: 'red' },
        { Key: 'stage', Value: '' },
      ],
    })
    await ssm('RemoveTagsFromResource', { ...resource, TagKeys: ['team', 'none'] })
    expect(await ssm('ListTagsForResource', resource)).toEqual({ TagList: [{ Key: 'stage', Value: '' }] })
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    expect((await refused('AddTagsToResource', { ...resource, Tags: many }))[1]).toBe('TooManyTagsError')
    expect((await refused('ListTagsForResource', { ...resource, ResourceId: 'x' }))[1]).toBe(
      'InvalidResourceId',
    )
    const twice = [many[0], many[0]]
    expect((await refused('AddTagsToResource', { ...resource, Tags: twice }))[1]).toBe('ValidationException')
    const reserved = [{ Key: 'aws:x', Value: '' }]
    expect((await refused('AddTagsToResource', { ...resource, Tags: reserved }))[1]).toBe(
      'ValidationException',
    )
  })
})

describe('a list of parameters', () => {
  beforeEach(async () => {
    await put('/lab/db/host')
    await put('/lab/db/password', 'hush', { Type: 'SecureString', Tags: [{ Key: 'team', Value: 'red' }] })
    await put('/lab/name', 'a,b', { Type: 'StringList' })
    await put('/labs')
    await put('plain', 'v', { Tier: 'Advanced' })
  })
  const under = async (Path: string, more: object = {}) =>
    names(await ssm('GetParametersByPath', { Path, ...more }))

  it('by path is of what is right under it, or at whatever depth', async () => {
    expect(await under('/lab')).toEqual(['/lab/name'])
    expect(await under('/lab/')).toEqual(['/lab/name'])
    expect(await under('/lab', { Recursive: true })).toEqual([
      '/lab/db/host',
      '/lab/db/password',
      '/lab/name',
    ])
    expect(await under('/')).toEqual(['/labs', 'plain'])
    expect(await under('/none')).toEqual([])
    for (const Path of ['lab', '/lab//x', '/a b', `/${'x'.repeat(2000)}!`]) {
      const [, code, message] = await refused('GetParametersByPath', { Path })
      expect([code, message]).toEqual([
        'ValidationException',
        expect.stringContaining('must begin with a forward slash'),
      ])
    }
  })

  it('by path comes in pages, and filtered', async () => {
    const all = { Path: '/lab', Recursive: true, MaxResults: 2 }
    const first = await ssm('GetParametersByPath', all)
    expect(names(first)).toEqual(['/lab/db/host', '/lab/db/password'])
    const second = await ssm('GetParametersByPath', { ...all, NextToken: first['NextToken'] })
    expect([names(second), second['NextToken']]).toEqual([['/lab/name'], undefined])
    expect((await refused('GetParametersByPath', { ...all, NextToken: 'x' }))[1]).toBe('InvalidNextToken')
    const secure = [{ Key: 'Type', Values: ['SecureString'] }]
    expect(await under('/lab', { Recursive: true, ParameterFilters: secure })).toEqual(['/lab/db/password'])
    const wrong = { ...all, ParameterFilters: [{ Key: 'Name', Values: ['x'] }] }
    expect((await refused('GetParametersByPath', wrong))[1]).toBe('InvalidFilterKey')
  })

  it('by path and label is of the versions that have the label', async () => {
    await put('/lab/name', 'new', { Overwrite: true })
    await ssm('LabelParameterVersion', { Name: '/lab/name', ParameterVersion: 1, Labels: ['old'] })
    const labelled = { Path: '/lab', ParameterFilters: [{ Key: 'Label', Values: ['old'] }] }
    expect(await ssm('GetParametersByPath', labelled)).toMatchObject({
      Parameters: [{ Version: 1, Value: 'a,b' }],
    })
  })

  it.each([
    [{ Key: 'Name', Values: ['/lab/name', 'none'] }, ['/lab/name']],
    [{ Key: 'Name', Option: 'BeginsWith', Values: ['/lab/db'] }, ['/lab/db/host', '/lab/db/password']],
    [{ Key: 'Name', Option: 'Contains', Values: ['ai'] }, ['plain']],
    [{ Key: 'Path', Values: ['/lab'] }, ['/lab/name']],
    [{ Key: 'Path', Option: 'Recursive', Values: ['/lab/db'] }, ['/lab/db/host', '/lab/db/password']],
    [{ Key: 'Type', Values: ['StringList'] }, ['/lab/name']],
    [{ Key: 'Type', Option: 'BeginsWith', Values: ['Secure'] }, ['/lab/db/password']],
    [{ Key: 'KeyId', Values: ['alias/aws/ssm'] }, ['/lab/db/password']],
    [{ Key: 'Tier', Values: ['Advanced'] }, ['plain']],
    [{ Key: 'tag:team' }, ['/lab/db/password']],
    [{ Key: 'tag:team', Values: ['blue'] }, []],
  ])('that is described passes through %j', async (filter, expected) => {
    expect(names(await ssm('DescribeParameters', { ParameterFilters: [filter] }))).toEqual(expected)
  })

  it('that is described is filtered the older way as well, and holds no values', async () => {
    const Filters = [{ Key: 'Name', Values: ['/lab/n'] }]
    const described = await ssm('DescribeParameters', { Filters })
    expect(names(described)).toEqual(['/lab/name'])
    expect(JSON.stringify(described)).not.toContain('a,b')
    const both = { Filters, ParameterFilters: [{ Key: 'Name', Values: ['x'] }] }
    expect((await refused('DescribeParameters', both))[1]).toBe('ValidationException')
  })

  it.each([
    [{ Key: 'Label', Values: ['x'] }, 'InvalidFilterKey'],
    [{ Key: 'Name', Option: 'Ends', Values: ['x'] }, 'InvalidFilterOption'],
    [{ Key: 'Type', Values: ['Text'] }, 'InvalidFilterValue'],
    [{ Key: 'Name' }, 'InvalidFilterValue'],
    [{ Key: 'Size', Values: ['1'] }, 'ValidationException'],
  ])('is refused for the filter %j', async (filter, code) => {
    expect((await refused('DescribeParameters', { ParameterFilters: [filter] }))[1]).toBe(code)
    const twice = {
      ParameterFilters: [
        { Key: 'Name', Values: ['x'] },
        { Key: 'Name', Values: ['x'] },
      ],
    }
    expect((await refused('DescribeParameters', twice))[1]).toBe('InvalidFilterKey')
  })
})
