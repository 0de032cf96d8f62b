import { createLocalAws } from '@hallpass/local-aws'

/** One local AWS for all test files; they find it as they would find AWS. */
export default async function setUp() {
  const aws = createLocalAws()
  const server = await aws.listen()
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.admin.secretAccessKey,
  })
  // Nothing of the AWS of whoever runs the tests.
  delete process.env.AWS_PROFILE
  delete process.env.AWS_SESSION_TOKEN
  globalThis.localAwsServer = server
}
