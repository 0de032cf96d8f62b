import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { serviceEndpoint } from '../../src/settings/endpoint.ts'
import { partitionOfRegion } from '../../src/settings/partitions.ts'
import { loadSettings } from '../../src/settings/settings.ts'

const regions = [
  'us-east-1',
  'us-east-2',
  'eu-west-1',
  'ap-southeast-5',
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-west-1',
  'us-gov-east-1',
  'eusc-de-east-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'us-isof-south-1',
]

/** The host that the AWS SDK for JavaScript calls, or `undefined` where it says that there is none. */
async function hostOfSdk(service: 'sts' | 'iam', region: string, fips: boolean, dualStack: boolean) {
  let host: string | undefined
  const options = {
    region,
    useFipsEndpoint: fips,
    useDualstackEndpoint: dualStack,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      handle: (request: { hostname: string }) => {
        host = request.hostname
        return Promise.reject(new Error('the host is known'))
      },
    },
  }
  const sent =
    service === 'sts'
      ? new STSClient(options).send(new GetCallerIdentityCommand({}))
      : new IAMClient(options).send(new ListUsersCommand({}))
  await sent.catch(() => undefined)
  return host
}

function hostOfOurs(service: 'sts' | 'iam', region: string, fips: boolean, dualStack: boolean) {
  const partition = partitionOfRegion(region)
  if (!partition) throw new Error(`no partition has ${region}`)
  const env = {
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_USE_FIPS_ENDPOINT: String(fips),
    AWS_USE_DUALSTACK_ENDPOINT: String(dualStack),
  }
  try {
    return serviceEndpoint(service, loadSettings({ env }), { partition, region }).url.hostname
  } catch (error) {
    if (error instanceof HallpassError && error.code === 'SettingInvalid') return undefined
    throw error
  }
}

describe('the endpoint is the one the AWS SDK calls', () => {
  it.each([
    ['sts', '', false, false],
    ['sts', 'with AWS_USE_FIPS_ENDPOINT', true, false],
    ['sts', 'with AWS_USE_DUALSTACK_ENDPOINT', false, true],
    ['sts', 'with both', true, true],
    ['iam', '', false, false],
  ] as const)('of %s %s', async (service, _name, fips, dualStack) => {
    const theirs = await Promise.all(regions.map((region) => hostOfSdk(service, region, fips, dualStack)))
    expect(regions.map((region) => [region, hostOfOurs(service, region, fips, dualStack)])).toEqual(
      regions.map((region, index) => [region, theirs[index]]),
    )
  })

  it('of iam with AWS_USE_FIPS_ENDPOINT, where AWS has one', async () => {
    for (const region of ['us-east-1', 'eu-west-1', 'us-gov-west-1']) {
      expect(hostOfOurs('iam', region, true, false)).toBe(await hostOfSdk('iam', region, true, false))
    }
    expect(hostOfOurs('iam', 'cn-north-1', true, false)).toBeUndefined()
  })
})
