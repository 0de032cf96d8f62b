import { randomBytes } from 'node:crypto'
import { createServer, request as httpRequest } from 'node:http'
import { createLocalAws } from '@hallpass/local-aws'
import { issue } from '../../packages/hallpass/src/issue/issue.ts'
import { createTransport } from '../../packages/hallpass/src/wire/transport.ts'
import { serveHttp, start } from '../../packages/hallpass/test/wire/loopback.ts'
import { makeSeedSetup } from '../seed-setup.ts'
import type { Fault } from './fault.ts'
import type { FaultPlace } from './fault-place.ts'
import { allowChaining, sessionKeys } from './session-keys.ts'

const minutes = 60_000

/** What stands before a service and puts a time of its own on the answers. */
function serveRetimed(to: string): Promise<URL> {
  const server = createServer((incoming, response) => {
    const { method, headers, url } = incoming
    const onward = httpRequest(new URL(url ?? '/', to), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, {
        'content-type': 'text/xml',
        date: new Date().toUTCString(),
      })
      answer.pipe(response)
    })
    incoming.pipe(onward)
  })
  return start(server, 'http')
}

/** Keys that are good when the request is signed, and a second too old when it arrives. Time passes between the signature and the look at it. */
async function expiredInFlight(place: FaultPlace) {
  let time = Date.now()
  const now = (): Date => new Date(time)
  const aws = createLocalAws({ now })
  const { url, close } = await aws.listen()
  const send = createTransport()
  const { accessKeyId, secretAccessKey } = aws.admin
  try {
    const { roleArn } = await makeSeedSetup({
      AWS_ENDPOINT_URL: url,
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    })
    const own = { env: {}, endpointUrl: url, now, roleArn, sessionName: 'ada', durationSeconds: 900 }
    const { credentials } = await issue({ ...own, credentials: aws.admin })
    time = credentials.expiration.getTime() - 1_000
    return await place.library(() =>
      issue({
        ...own,
        credentials,
        wire: {
          transport: (request, exchange) => {
            time += 2_000
            return send(request, exchange)
          },
        },
      }),
    )
  } finally {
    await close()
  }
}

/** What AWS, or the local AWS in its place, says no to. */
export const refusalFaults: readonly Fault[] = [
  {
    code: 'AccessDenied',
    cause: '403: a role that does not trust the caller, or is not there',
    happens: (place) => place.hallpass(['issue', '-r', 'arn:aws:iam::111122223333:role/Nope', '-s', 'ada']),
    message:
      /^AWS refused: User: arn:aws:iam::111122223333:user\/instruqt is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role\/Nope$/,
    hint: /^AWS does not say why; .*does not exist.*trust policy.*your own policies/,
  },
  {
    code: 'InvalidClientTokenId',
    cause: 'a key that AWS does not know',
    happens: (place) => place.issue({ AWS_ACCESS_KEY_ID: 'AKIA34K435KLR12KDT345' }),
    message: /^AWS does not know the access key that was used$/,
    hint: /^did you replace the example values of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY\?/,
  },
  {
    code: 'ExpiredToken',
    cause: 'keys that expired in flight',
    happens: expiredInFlight,
    message: /^your own credentials have expired \(from the credentials that were passed in\)$/,
    hint: /^renew them where they came from, then run this again$/,
  },
  {
    code: 'SignatureDoesNotMatch',
    cause: 'a secret that is not the key\u2019s',
    happens: (place) => place.issue({ AWS_SECRET_ACCESS_KEY: 'lk45hJSFkl35ADfsdDFtkl34fFADFhlktjrfaewr' }),
    message: /^AWS did not accept the signature: the secret access key does not belong to the access key$/,
    hint: /^check the secret in the environment/,
  },
  {
    code: 'ClockSkewed',
    cause: 'a clock that is 20 minutes off, where nothing tells the right time',
    happens: async (place) => {
      const { issuer } = await place.localAws({ now: () => new Date(Date.now() + 20 * minutes) })
      const AWS_ENDPOINT_URL = (await serveRetimed(issuer['AWS_ENDPOINT_URL'] ?? '')).href
      return place.issue({ ...issuer, AWS_ENDPOINT_URL })
    },
    message: /^AWS takes this machine's clock to be wrong: Signature expired: \w+ is now earlier than/,
    hint: /^set this machine's clock: AWS takes signatures of the last 15 minutes only$/,
  },
  {
    code: 'DurationOverRoleMaximum',
    cause: '400: longer than the role allows',
    happens: (place) => place.issue({}, '--duration', '2h'),
    message: /^2h is longer than role InstruqtS3Access allows \(its MaxSessionDuration\)$/,
    hint: /^use a shorter --duration .*--max-session-duration 7200$/,
  },
  {
    code: 'DurationOverChainedMaximum',
    cause: "400: longer than an hour with a role's keys",
    happens: async (place) => {
      const { env, roleArn } = place
      await allowChaining({ ...env, ...place.administrator }, 'InstruqtS3Access')
      return place.issue(await sessionKeys(env, roleArn), '--duration', '2h')
    },
    message: /^a session made from another role's session lasts 1h at most, and 2h was asked for$/,
    hint: /^your own credentials come from the environment.*use --duration 1h .* with an IAM user's key .* credential_process$/,
  },
  {
    code: 'RegionDisabled',
    cause: 'a region that is not active in the account',
    happens: async (place) => {
      const message = 'STS is not activated in this region for account:111122223333.'
      const { url } = await place.stub({
        kind: 'refuses',
        status: 403,
        code: 'RegionDisabledException',
        message,
      })
      return place.issue({ AWS_ENDPOINT_URL: url }, '--region', 'ap-east-1')
    },
    message: /^STS is not active in ap-east-1 for account 111122223333$/,
    hint: /^use another region: --region us-east-1; or have an administrator activate ap-east-1/,
  },
  {
    code: 'MalformedPolicyDocument',
    cause: 'a session policy with something that AWS alone knows to be wrong',
    happens: async (place) => {
      const message = 'The policy failed legacy parsing'
      const { url } = await place.stub({
        kind: 'refuses',
        status: 400,
        code: 'MalformedPolicyDocument',
        message,
      })
      const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' }
      const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
      return place.issue({ AWS_ENDPOINT_URL: url }, '--policy', policy)
    },
    message: /^AWS does not take the session policy: The policy failed legacy parsing$/,
    hint: /^a session policy is an identity policy/,
  },
  {
    code: 'PackedPolicyTooLarge',
    cause: 'a session policy that cannot be packed small enough',
    happens: (place) => {
      const names = Array.from({ length: 24 }, () => randomBytes(30).toString('hex'))
      const Resource = names.map((name) => `arn:aws:s3:::${name}`)
      const statement = { Effect: 'Allow', Action: 's3:*', Resource }
      return place.issue({}, '--policy', JSON.stringify({ Version: '2012-10-17', Statement: [statement] }))
    },
    message: /^session policies and tags take too much room: Packed size of session policy consumes \d+% of/,
    hint: /2,048 characters: shorten the policy, or put it on the role$/,
  },
  {
    code: 'Throttled',
    cause: 'more requests than the account has for a second',
    happens: async (place) => {
      // On a clock that stands still the second never ends.
      const still = new Date()
      const { issuer } = await place.localAws({ now: () => still, stsRequestsPerSecond: 1 })
      await place.issue(issuer, '--no-link')
      return place.issue(issuer)
    },
    message: /^AWS refused sts:AssumeRole: Throttling: Rate exceeded$/,
    hint: /^AWS takes 600 STS requests a second/,
  },
  {
    code: 'AwsRefused',
    cause: '400: a managed policy that does not exist',
    happens: (place) => place.issue({}, '--policy-arn', 'arn:aws:iam::aws:policy/Nope'),
    message: /^AWS refused sts:AssumeRole: \w+: .*arn:aws:iam::aws:policy\/Nope does not exist$/,
    hint: undefined,
  },
  {
    code: 'AwsUnavailable',
    cause: '500: AWS with an error of its own',
    happens: async (place) => {
      const message = 'Something went wrong.'
      const { url } = await place.stub({ kind: 'refuses', status: 500, code: 'InternalFailure', message })
      return place.issue({ AWS_ENDPOINT_URL: url })
    },
    message: /^AWS refused sts:AssumeRole: InternalFailure: Something went wrong$/,
    hint: /^wait a little and run it again; https:\/\/health\.aws\.amazon\.com/,
  },
  {
    code: 'AwsUnavailable',
    cause: '503: a load balancer with nobody behind it',
    happens: async (place) => {
      const endpoint = await serveHttp((_, response) => {
        response.writeHead(503, { 'content-type': 'text/html' })
        response.end('<html><body>Service Unavailable</body></html>')
      })
      return place.issue({ AWS_ENDPOINT_URL: endpoint.href })
    },
    message: /^127\.0\.0\.1:\d+ could not serve sts:AssumeRole \(status 503\)$/,
    hint: /^wait a little and run it again/,
  },
  {
    code: 'ConsoleUnavailable',
    cause: 'a partition without console sign-in',
    happens: (place) =>
      place.hallpass(['issue', '-r', 'arn:aws-iso:iam::123456789012:role/Lab', '-s', 'ada', '-o', 'link'], {
        AWS_REGION: undefined,
        AWS_DEFAULT_REGION: undefined,
        HALLPASS_SIGNIN_ENDPOINT_URL: undefined,
      }),
    message: /^partition aws-iso has no console federation endpoint$/,
    hint: /--no-link leaves the console out$/,
  },
  {
    code: 'ConsoleRefused',
    cause: '400 from the sign-in endpoint',
    happens: async (place) => {
      const { url } = await place.stub({ kind: 'no-sign-in' })
      return place.issue({ HALLPASS_SIGNIN_ENDPOINT_URL: `${url}/federation` }, '-o', 'link')
    },
    message: /^the console sign-in endpoint answered 400$/,
    hint: /^it takes unexpired keys of a role or a federated user only/,
  },
]
