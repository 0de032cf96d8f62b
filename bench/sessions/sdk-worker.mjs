import { Agent } from 'node:http'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { runWorker } from './run-worker.mjs'

// The agent that hallpass has by default.
const httpAgent = new Agent({ keepAlive: true, maxSockets: 50, maxFreeSockets: 50 })
const client = new STSClient({ requestHandler: { httpAgent } })
await runWorker(async (RoleSessionName) => {
  const { Credentials } = await client.send(
    new AssumeRoleCommand({ RoleArn: process.env.BENCH_ROLE_ARN, RoleSessionName }),
  )
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials
  return { AccessKeyId, SecretAccessKey, SessionToken }
})
process.exit()
