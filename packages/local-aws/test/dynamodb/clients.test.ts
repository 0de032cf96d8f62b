import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  waitUntilTableExists,
  waitUntilTableNotExists,
  CreateTableCommand,
  DeleteTableCommand,
} from '@aws-sdk/client-dynamodb'
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { createLocalAws, type Listening } from '@hallpass/local-aws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { cleanEnvironment, requireTool } from '../tools.ts'

const execute = promisify(execFile)
const aws = createLocalAws()
const folder = mkdtempSync(join(tmpdir(), 'local-aws-dynamodb-'))
let server: Listening

beforeAll(async () => {
  server = await aws.listen()
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await server.close()
})

const environment = () =>
  cleanEnvironment({
    HOME: folder,
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'us-west-2',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: aws.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.admin.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
    PYTHONWARNINGS: 'ignore',
  })

/*
 * "Getting started with DynamoDB", step by step, with the AWS CLI.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GettingStartedDynamoDB.html
 */
describe.runIf(requireTool('getting started with DynamoDB', 'aws'))('the guide', { timeout: 300_000 }, () => {
  it('takes a beginner from a table to none', async () => {
    const type = async (script: string): Promise<string> =>
      (await execute('/bin/sh', ['-ec', script], { env: environment(), cwd: folder })).stdout
    const made = await type(`
      aws dynamodb create-table --table-name Music \\
        --attribute-definitions AttributeName=Artist,AttributeType=S AttributeName=SongTitle,AttributeType=S \\
        --key-schema AttributeName=Artist,KeyType=HASH AttributeName=SongTitle,KeyType=RANGE \\
        --billing-mode PAY_PER_REQUEST --table-class STANDARD
      aws dynamodb wait table-exists --table-name Music
      aws dynamodb describe-table --table-name Music | grep TableStatus
      aws dynamodb update-continuous-backups --table-name Music \\
        --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true
      aws dynamodb describe-continuous-backups --table-name Music --query \\
        ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus
    `)
    expect(made).toContain('"TableStatus": "ACTIVE"')
    expect(made).toContain('"ENABLED"')
    const put = (artist: string, title: string, album: string, awards: number) => `
      aws dynamodb put-item --table-name Music --item '{"Artist": {"S": "${artist}"}, "SongTitle": {"S": "${title}"}, "AlbumTitle": {"S": "${album}"}, "Awards": {"N": "${awards}"}}'`
    await type(
      put('No One You Know', 'Call Me Today', 'Somewhat Famous', 1) +
        put('No One You Know', 'Howdy', 'Somewhat Famous', 2) +
        put('Acme Band', 'Happy Day', 'Songs About Life', 10) +
        put('Acme Band', 'PartiQL Rocks', 'Another Album Title', 8),
    )
    const happyDay = `--table-name Music --key '{"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"}}'`
    expect(JSON.parse(await type(`aws dynamodb get-item --consistent-read ${happyDay}`))).toEqual({
      Item: {
        Artist: { S: 'Acme Band' },
        SongTitle: { S: 'Happy Day' },
        AlbumTitle: { S: 'Songs About Life' },
        Awards: { N: '10' },
      },
    })
    const updated = await type(`
      aws dynamodb update-item ${happyDay} --update-expression "SET AlbumTitle = :newval" \\
        --expression-attribute-values '{":newval": {"S": "Updated Album Title"}}' --return-values ALL_NEW
      aws dynamodb query --table-name Music --key-condition-expression "Artist = :name" \\
        --expression-attribute-values '{":name": {"S": "Acme Band"}}' --query Count
    `)
    expect(updated).toContain('Updated Album Title')
    expect(updated.trim().endsWith('2')).toBe(true)
    const indexed = await type(`
      aws dynamodb update-table --table-name Music \\
        --attribute-definitions AttributeName=AlbumTitle,AttributeType=S \\
        --global-secondary-index-updates '[{"Create": {"IndexName": "AlbumTitle-index", "KeySchema": [{"AttributeName": "AlbumTitle", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}]'
      aws dynamodb describe-table --table-name Music | grep IndexStatus
      aws dynamodb query --table-name Music --index-name AlbumTitle-index \\
        --key-condition-expression "AlbumTitle = :name" \\
        --expression-attribute-values '{":name": {"S": "Somewhat Famous"}}' --query 'Items[].SongTitle.S' --output text
      aws dynamodb scan --table-name Music --page-size 1 --query 'length(Items)'
      aws dynamodb delete-table --table-name Music
      aws dynamodb wait table-not-exists --table-name Music
      aws dynamodb list-tables --query 'length(TableNames)'
    `)
    expect(indexed).toContain('"IndexStatus": "ACTIVE"')
    expect(indexed).toMatch(/Call Me Today\s+Howdy|Howdy\s+Call Me Today/)
    expect(indexed.trim().split('\n').at(-1)).toBe('0')
    expect(indexed.trim().split('\n')).toContain('4')
  })
})

describe.runIf(requireTool('DynamoDB with boto3', 'boto3'))('boto3', { timeout: 120_000 }, () => {
  it('has tables as resources: batches, conditions, numbers, pages and transactions', async () => {
    writeFileSync(join(folder, 'lab.py'), python)
    const { stdout } = await execute('python3', [join(folder, 'lab.py')], { env: environment() })
    expect(stdout.trim().split('\n')).toEqual([
      '60 items',
      "['song-03', 'song-04']",
      "[Decimal('3.14')]",
      'ConditionalCheckFailedException',
      'hits 2',
      "['None', 'ConditionalCheckFailed']",
      '60 scanned',
      'ResourceNotFoundException',
    ])
  })
})

const python = `
import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError
from decimal import Decimal

dynamodb = boto3.resource('dynamodb')
table = dynamodb.create_table(
    TableName='songs',
    KeySchema=[{'AttributeName': 'pk', 'KeyType': 'HASH'}, {'AttributeName': 'sk', 'KeyType': 'RANGE'}],
    AttributeDefinitions=[{'AttributeName': 'pk', 'AttributeType': 'S'}, {'AttributeName': 'sk', 'AttributeType': 'S'}],
    BillingMode='PAY_PER_REQUEST')
table.wait_until_exists()
with table.batch_writer(overwrite_by_pkeys=['pk', 'sk']) as batch:
    for at in range(60):
        batch.put_item(Item={'pk': 'a', 'sk': 'song-%02d' % at, 'at': at, 'raw': b'\\x00\\xff', 'tags': {'x', 'y'}})
    batch.put_item(Item={'pk': 'a', 'sk': 'song-00', 'at': 0})
table.reload()
print(table.item_count, 'items')
found = table.query(KeyConditionExpression=Key('pk').eq('a') & Key('sk').between('song-03', 'song-09'),
                    FilterExpression=Attr('at').lt(5) & Attr('tags').contains('x'))
print([item['sk'] for item in found['Items']])
table.update_item(Key={'pk': 'a', 'sk': 'pi'}, UpdateExpression='SET #v = :v',
                  ExpressionAttributeNames={'#v': 'value'}, ExpressionAttributeValues={':v': Decimal('3.14')})
print([item['value'] for item in table.scan(FilterExpression=Attr('value').exists())['Items']])
try:
    table.put_item(Item={'pk': 'a', 'sk': 'pi'}, ConditionExpression=Attr('pk').not_exists())
except ClientError as error:
    print(error.response['Error']['Code'])
table.delete_item(Key={'pk': 'a', 'sk': 'pi'})
for _ in range(2):
    hits = table.update_item(Key={'pk': 'a', 'sk': 'song-01'}, UpdateExpression='ADD hits :one',
                             ExpressionAttributeValues={':one': 1}, ReturnValues='UPDATED_NEW')['Attributes']['hits']
print('hits', hits)
try:
    dynamodb.meta.client.transact_write_items(TransactItems=[
        {'Put': {'TableName': 'songs', 'Item': {'pk': 'b', 'sk': 'x'}}},
        {'ConditionCheck': {'TableName': 'songs', 'Key': {'pk': 'b', 'sk': 'y'}, 'ConditionExpression': 'attribute_exists(pk)'}}])
except ClientError as error:
    print([reason['Code'] for reason in error.response['CancellationReasons']])
pages = dynamodb.meta.client.get_paginator('scan').paginate(TableName='songs', PaginationConfig={'PageSize': 7})
print(sum(len(page['Items']) for page in pages), 'scanned')
table.delete()
table.wait_until_not_exists()
try:
    table.put_item(Item={'pk': 'a', 'sk': 'b'})
except ClientError as error:
    print(error.response['Error']['Code'])
`

describe('the AWS SDK for JavaScript', () => {
  it('has items as plain objects with lib-dynamodb, and refusals as its own classes', async () => {
    const client = new DynamoDBClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: aws.admin,
      maxAttempts: 1,
    })
    const documents = DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    })
    const TableName = 'app'
    await client.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { TableName })

    const user = {
      pk: 'USER#anna',
      sk: 'PROFILE',
      name: 'Anna',
      bytes: new Uint8Array([1, 2]),
      tags: new Set(['a']),
    }
    await documents.send(new PutCommand({ TableName, Item: user }))
    await documents.send(
      new BatchWriteCommand({
        RequestItems: {
          [TableName]: Array.from({ length: 12 }, (_, at) => ({
            PutRequest: {
              Item: { pk: 'USER#anna', sk: `ORDER#${String(at).padStart(3, '0')}`, total: at * 1.5 },
            },
          })),
        },
      }),
    )
    const Key = { pk: user.pk, sk: user.sk }
    expect((await documents.send(new GetCommand({ TableName, Key }))).Item).toEqual(user)
    const orders = {
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :order)',
      ExpressionAttributeValues: { ':pk': user.pk, ':order': 'ORDER#' },
    }
    const totals: unknown[] = []
    // The paginator leaves its last token in the input.
    for await (const { Items = [] } of paginateQuery({ client: documents, pageSize: 5 }, { ...orders })) {
      totals.push(...Items.map(({ total }: Record<string, unknown>) => total))
    }
    expect(totals).toEqual(Array.from({ length: 12 }, (_, at) => at * 1.5))
    const last = await documents.send(new QueryCommand({ ...orders, ScanIndexForward: false, Limit: 1 }))
    expect(last.Items?.[0]?.['sk']).toBe('ORDER#011')

    const rename = (from: string) =>
      documents.send(
        new UpdateCommand({
          TableName,
          Key,
          UpdateExpression: 'SET #n = :to',
          ConditionExpression: '#n = :from',
          ExpressionAttributeNames: { '#n': 'name' },
          ExpressionAttributeValues: { ':from': from, ':to': 'Bert' },
          ReturnValues: 'UPDATED_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
    expect((await rename('Anna')).Attributes).toEqual({ name: 'Bert' })
    const refused: unknown = await rename('Anna').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ConditionalCheckFailedException)
    expect(refused).toMatchObject({
      message: 'The conditional request failed',
      Item: { name: { S: 'Bert' } },
    })

    const cancelled: unknown = await documents
      .send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName, Item: { pk: 'x', sk: 'y' } } },
            { Delete: { TableName, Key, ConditionExpression: 'attribute_not_exists(pk)' } },
          ],
        }),
      )
      .catch((error: unknown) => error)
    expect(cancelled).toBeInstanceOf(TransactionCanceledException)
    expect(cancelled).toMatchObject({
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    })
    await client.send(new DeleteTableCommand({ TableName }))
    await waitUntilTableNotExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { TableName })
    client.destroy()
  })
})
