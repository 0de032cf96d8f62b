import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

import { createState, dataFields, regionOf, replaceData } from '../../src/model/index.ts'
import { copyOf } from '../../src/snapshot/index.ts'
import { accountId } from '../local-aws-fixture.ts'
import { createDynamoDb } from './dynamodb-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'tables-kept-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sizeOf = (directory: string): number =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(directory, name)))
    .filter((file) => file.isFile())
    .reduce((bytes, { size }) => bytes + size, 0)

it('tables outlive an instance that keeps its data, and a put writes down its item, not its table', async () => {
  const data = join(folder, 'data')
  const TableName = 'lab'
  const s = (S: string) => ({ S })
  const first = createDynamoDb({ data })
  await first.create(TableName, 'S')
  const count = 2000
  for (let at = 0; at < count; at += 25) {
    const lab = Array.from({ length: 25 }, (_, more) => ({
      PutRequest: { Item: { pk: s(`p${(at + more) % 7}`), sk: s(String(at + more)), v: s('x'.repeat(500)) } },
    }))
    await first.ask('BatchWriteItem', { RequestItems: { lab } })
  }
  const query = {
    TableName,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': s('p3') },
    ScanIndexForward: false,
    Limit: 50,
  }
  const found = await first.ask('Query', query)
  const before = sizeOf(data)
  expect(before).toBeGreaterThan(count * 500)
  await first.put({ pk: s('p3'), sk: s('0'), v: s('y'.repeat(500)) })
  expect(sizeOf(data) - before).toBeLessThan(1500)
  const again = sizeOf(data)
  await first.ask('DeleteItem', { TableName, Key: { pk: s('p3'), sk: s('0') } })
  await first.ask('Query', query)
  expect(sizeOf(data) - again).toBeLessThan(1000)
  first.fixture.aws.close()

  const second = createDynamoDb({ data })
  expect(await second.ask('Query', query)).toEqual(found)
  expect((await second.ask('DescribeTable', { TableName })).Table.ItemCount).toBe(count)
  second.fixture.aws.close()
})

it('what was kept before there were tables has none, and takes them', () => {
  const before = createState([accountId])
  const account = before.accounts.get(accountId)
  if (account === undefined) throw new Error('no account')
  Reflect.deleteProperty(regionOf(account, 'us-east-1'), 'tables')
  const after = createState([accountId])
  replaceData(after, copyOf(dataFields(before)))
  const region = after.accounts.get(accountId)?.regions.get('us-east-1')
  expect(region?.tables).toEqual(new Map())
  expect(region?.queues).toEqual(new Map())
})
