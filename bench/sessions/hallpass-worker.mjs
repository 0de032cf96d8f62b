import { createIssuer } from '../../packages/hallpass/dist/index.js'
import { runWorker } from './run-worker.mjs'

const issuer = await createIssuer({ roleArn: process.env.BENCH_ROLE_ARN })
await runWorker(async (sessionName) => {
  const { credentials } = await issuer.issue({ sessionName })
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
  }
})
process.exit()
