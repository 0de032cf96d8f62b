import * as iamClient from '@aws-sdk/client-iam'
import * as stsClient from '@aws-sdk/client-sts'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { usage } from '../../src/cli/arguments.ts'
import { dynamodbActions } from '../../src/dynamodb/index.ts'
import { iamActions } from '../../src/iam/index.ts'
import { awsManagedPolicies } from '../../src/model/aws-managed-policies.ts'
import { missingOperations, s3Operations } from '../../src/s3/index.ts'
import { secretsManagerActions } from '../../src/secretsmanager/index.ts'
import { createSessions } from '../../src/sessions/sessions.ts'
import { missingSnsActions, snsActions } from '../../src/sns/index.ts'
import { sqsActions } from '../../src/sqs/index.ts'
import { stsActions, unsignedStsActions } from '../../src/sts/index.ts'
import { ssmActions } from '../../src/ssm/index.ts'
import { createFixture, refusal } from '../local-aws-fixture.ts'

const docs = join(import.meta.dirname, '..', '..', '..', '..', 'docs')
const overview = readFileSync(join(docs, 'local-aws.md'), 'utf8')
const names = readdirSync(join(docs, 'local-aws'))
const text = names.map((name) => readFileSync(join(docs, 'local-aws', name), 'utf8')).join('\n')

const rows = [...text.matchAll(/^\| `(\w+):(\w+)` *\| (\w+) *\| (.*?) *\|$/gm)].map(
  ([, service = '', name = '', state = '', note = '']) => ({ service, name, state, note }),
)
const named = (service: string, ...states: string[]) =>
  rows
    .filter((row) => row.service === service && states.includes(row.state))
    .map(({ name }) => name)
    .toSorted()

const sessions = createSessions(new Uint8Array(32), (size) => new Uint8Array(size))
const dispatched = {
  sts: [...stsActions(sessions).keys(), ...unsignedStsActions(sessions, async () => '').keys()],
  iam: [...iamActions.keys()],
  s3: s3Operations.map(({ name }) => name),
  ssm: [...ssmActions.actions.keys()],
  secretsmanager: [...secretsManagerActions.actions.keys()],
  dynamodb: [...dynamodbActions.actions.keys()],
  sns: [...snsActions.keys()],
  sqs: [...sqsActions(() => new Date()).actions.keys()],
}

describe('docs/local-aws.md and its pages', () => {
  it('leads to each of them', () => {
    const led = [...overview.matchAll(/\]\(local-aws\/([\w-]+\.md)\) *\|$/gm)].map(([, name = '']) => name)
    expect(led.toSorted()).toEqual(names.toSorted())
  })

  it.each(['sts', 'iam', 's3', 'ssm', 'secretsmanager', 'sns', 'sqs', 'dynamodb'] as const)(
    'lists every action of %s that there is, and no other',
    (service) => {
      expect(named(service, 'exact', 'partial')).toEqual(dispatched[service].toSorted())
    },
  )

  it.each([
    ['sts', stsClient],
    ['iam', iamClient],
  ] as const)(
    'has a row for every action of %s that the AWS SDK has, and says why one is missing',
    (service, sdk) => {
      const modelled = Object.keys(sdk).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])
      expect(named(service, 'exact', 'partial', 'missing')).toEqual(modelled.toSorted())
      expect(
        rows.filter((row) => row.service === service && row.state === 'missing' && row.note === ''),
      ).toEqual([])
    },
  )

  it.each(['sts', 'iam'] as const)('calls missing what answers 501 with its name: %s', async (service) => {
    const fixture = createFixture()
    const missing = named(service, 'missing')
    expect(missing.length).toBeGreaterThan(3)
    for (const Action of missing) {
      expect(refusal(await fixture.query(fixture.aws.admin, service, { Action }))).toEqual([
        501,
        'NotImplemented',
        `The local AWS does not have the action ${service}:${Action}.`,
      ])
    }
  })

  it('calls missing what Secrets Manager has not, and of Systems Manager all but the parameters', () => {
    expect(named('secretsmanager', 'missing')).toEqual([...secretsManagerActions.missing].toSorted())
    expect(named('ssm', 'missing')).toEqual([])
    expect(text.replaceAll('\n', ' ')).toContain('Of Systems Manager all the rest is missing.')
  })

  it('calls missing what SNS and SQS have not', () => {
    expect(named('sns', 'missing')).toEqual([...missingSnsActions].toSorted())
    expect(named('sqs', 'missing')).toEqual([...sqsActions(() => new Date()).missing].toSorted())
  })

  it('calls missing what DynamoDB has not', () => {
    expect(named('dynamodb', 'missing')).toEqual([...dynamodbActions.missing].toSorted())
  })

  it('says of S3 what its table says, missing ones included', () => {
    const shown = rows
      .filter(({ service }) => service === 's3')
      .map(({ name, state, note }) => [name, state, note])
    const table = [
      ...s3Operations.map(({ name, differs }) => [
        name,
        differs === undefined ? 'exact' : 'partial',
        differs ?? '',
      ]),
      ...missingOperations.map(({ name }) => [name, 'missing', '']),
    ]
    const sorted = (list: string[][]) => list.map((row) => row.join(' | ')).toSorted()
    expect(sorted(shown)).toEqual(sorted(table))
  })

  it('has three states, each action once, and a note for whatever is partial', () => {
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['exact', 'partial', 'missing']))
    expect(new Set(rows.map(({ service, name }) => `${service}:${name}`)).size).toBe(rows.length)
    expect(rows.filter(({ state, note }) => state === 'partial' && note === '')).toEqual([])
  })

  it('names AWS’s managed policies that there are', () => {
    const section = text.split("\n## AWS's managed policies\n")[1]?.split('\n## Actions\n')[0] ?? ''
    const [exact = '', partial = ''] = section.slice(section.indexOf('\nExact: ')).split('\nPartial, ')
    const shown = (part: string) => [...part.matchAll(/`([\w/-]+)`/g)].map(([, name = '']) => name).toSorted()
    const written = (isPartial: boolean) =>
      [...awsManagedPolicies.values()]
        .filter(({ description }) => isPartial === description?.startsWith('Partial:'))
        .map(({ arn }) => arn.replace('arn:aws:iam::aws:policy/', ''))
        .toSorted()
    expect(shown(exact)).toEqual(written(false))
    expect(shown(partial)).toEqual(written(true))
  })

  it('shows the flags of the weather that the command has', () => {
    const flags = [...text.matchAll(/^\| `[\w.]+` *\| `(--[a-z-]+)` *\|/gm)].map(([, flag]) => flag)
    expect(flags.length).toBe(5)
    for (const flag of flags) expect(usage('local-aws')).toContain(`  ${flag} `)
  })

  it('shows examples exactly as they run in the tests', () => {
    const examples = readdirSync(import.meta.dirname)
      .filter((name) => name.endsWith('.test.ts') && name !== 'local-aws.test.ts')
      .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8').trimEnd())
    const shown = [...text.matchAll(/^```ts\n([\s\S]*?)\n```$/gm)].map(([, code = '']) => code)
    expect(shown.toSorted()).toEqual(examples.toSorted())
    expect(shown.length).toBe(7)
  })
})
