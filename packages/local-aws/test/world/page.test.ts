import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

import { readWorld } from '@hallpass/local-aws'

import { createFixture, credentials, type Keys, refusal } from '../local-aws-fixture.ts'

const page = readFileSync(new URL('../../../../docs/local-aws/world.md', import.meta.url), 'utf8')

it('the world of the page is one', async () => {
  const [, world = ''] = /# A world file\n.*?```json\n(.*?)```/s.exec(page) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-page-'))
  mkdirSync(join(folder, 'site'))
  writeFileSync(join(folder, 'site', 'index.html'), '<h1>Lab</h1>')
  writeFileSync(join(folder, 'lab.json'), world)
  const fixture = createFixture({ accountId: undefined, seed: readWorld(join(folder, 'lab.json')) })
  const { aws, query, rest } = fixture
  const text = async (keys: Keys, target: string): Promise<string> =>
    Buffer.from((await rest(keys, 'GET', target)).body).toString()
  expect(aws.region).toBe('eu-west-1')
  const lab = { Action: 'AssumeRole', RoleArn: 'arn:aws:iam::222233334444:role/Lab', RoleSessionName: 'me' }
  for (const name of ['anna', 'ben']) {
    const session = credentials(await query(aws.keys.get(name)!, 'sts', lab))
    expect(await text(session, '/lab-notes/notes/one.txt')).toBe('hello')
    expect(await text(session, '/lab-notes/index.html')).toBe('<h1>Lab</h1>')
    expect(refusal(await rest(session, 'DELETE', '/lab-notes'))[2]).toContain(
      'with an explicit deny in a service control policy',
    )
  }
  const RoleArn = 'arn:aws:iam::222233334444:role/OrganizationAccountAccessRole'
  const inside = credentials(await query(aws.admin, 'sts', { ...lab, RoleArn }))
  const here = { region: aws.region }
  const asked = { Name: '/lab/password', WithDecryption: true }
  expect(String((await fixture.json(inside, 'ssm', 'GetParameter', asked, here)).body)).toContain(
    'correct horse',
  )
  const token = { SecretId: 'lab/token' }
  expect(
    String((await fixture.json(inside, 'secretsmanager', 'GetSecretValue', token, here)).body),
  ).toContain('abc')
  const jobs = { QueueUrl: 'http://localhost/222233334444/jobs', AttributeNames: ['RedrivePolicy'] }
  expect(String((await fixture.json(inside, 'sqs', 'GetQueueAttributes', jobs, here)).body)).toContain(
    'failed',
  )
  const told = { Action: 'Publish', TopicArn: 'arn:aws:sns:eu-west-1:222233334444:news', Message: 'at ten' }
  expect((await query(inside, 'sns', told, aws.region)).status).toBe(200)
  const inbox = { QueueUrl: 'http://localhost/222233334444/news' }
  expect(String((await fixture.json(inside, 'sqs', 'ReceiveMessage', inbox, here)).body)).toContain('at ten')
  const byDay = {
    TableName: 'scores',
    IndexName: 'by-day',
    ExpressionAttributeNames: { '#day': 'day' },
    ExpressionAttributeValues: { ':one': { N: '1' } },
    KeyConditionExpression: '#day = :one',
  }
  expect(String((await fixture.json(inside, 'dynamodb', 'Query', byDay, here)).body)).toContain(
    '"points":{"N":"12"}',
  )
  rmSync(folder, { recursive: true })
})
