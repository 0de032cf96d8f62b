import { HallpassError, shownValue } from '../base/index.ts'

/** One of AWS's separate worlds: its own accounts, regions, endpoints and sign-in. */
export interface Partition {
  readonly id: string
  /** The region used when nothing names one. */
  readonly defaultRegion: string
  /** Where service endpoints live: `sts.<region>.<dnsSuffix>`. */
  readonly dnsSuffix: string
  /** The same for endpoints that answer on IPv6 too. */
  readonly dualStackDnsSuffix: string
  /** Recognises the regions of this partition, present and future. */
  readonly regionPattern: RegExp
  /** The console's federation endpoint; `undefined` where AWS offers none (aws-iso*). */
  readonly federationUrl: string | undefined
  /** The console's front page. */
  readonly consoleUrl: string | undefined
  /** The console's host within a region. */
  readonly regionalConsoleHost: ((region: string) => string) | undefined
}

/**
 * Source: the service endpoint tables of the AWS SDKs, and "Enabling custom identity broker access to the
 * AWS console" in the IAM user guide for the federation endpoints.
 */
const partitions: readonly Partition[] = [
  {
    id: 'aws-cn',
    defaultRegion: 'cn-north-1',
    dnsSuffix: 'amazonaws.com.cn',
    dualStackDnsSuffix: 'api.amazonwebservices.com.cn',
    regionPattern: /^cn-\w+-\d+$/,
    federationUrl: 'https://signin.amazonaws.cn/federation',
    consoleUrl: 'https://console.amazonaws.cn/',
    regionalConsoleHost: (region) => `${region}.console.amazonaws.cn`,
  },
  {
    id: 'aws-us-gov',
    defaultRegion: 'us-gov-west-1',
    dnsSuffix: 'amazonaws.com',
    dualStackDnsSuffix: 'api.aws',
    regionPattern: /^us-gov-\w+-\d+$/,
    federationUrl: 'https://signin.amazonaws-us-gov.com/federation',
    consoleUrl: 'https://console.amazonaws-us-gov.com/',
    regionalConsoleHost: () => 'console.amazonaws-us-gov.com',
  },
  {
    id: 'aws-eusc',
    defaultRegion: 'eusc-de-east-1',
    dnsSuffix: 'amazonaws.eu',
    dualStackDnsSuffix: 'api.amazonwebservices.eu',
    regionPattern: /^eusc-\w+-\w+-\d+$/,
    federationUrl: 'https://eusc-de-east-1.signin.amazonaws-eusc.eu/federation',
    consoleUrl: 'https://eusc-de-east-1.console.amazonaws-eusc.eu/',
    regionalConsoleHost: (region) => `${region}.console.amazonaws-eusc.eu`,
  },
  isolated('aws-iso', 'us-iso-east-1', ['c2s.ic.gov', 'api.aws.ic.gov'], /^us-iso-\w+-\d+$/),
  isolated('aws-iso-b', 'us-isob-east-1', ['sc2s.sgov.gov', 'api.aws.scloud'], /^us-isob-\w+-\d+$/),
  isolated('aws-iso-e', 'eu-isoe-west-1', ['cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'], /^eu-isoe-\w+-\d+$/),
  isolated('aws-iso-f', 'us-isof-south-1', ['csp.hci.ic.gov', 'api.aws.hci.ic.gov'], /^us-isof-\w+-\d+$/),
  {
    // Last: its pattern is the widest.
    id: 'aws',
    defaultRegion: 'us-east-1',
    dnsSuffix: 'amazonaws.com',
    dualStackDnsSuffix: 'api.aws',
    regionPattern: /^(?:us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
    federationUrl: 'https://signin.aws.amazon.com/federation',
    consoleUrl: 'https://console.aws.amazon.com/',
    regionalConsoleHost: (region) => `${region}.console.aws.amazon.com`,
  },
]

function isolated(
  id: string,
  defaultRegion: string,
  [dnsSuffix, dualStackDnsSuffix]: readonly [string, string],
  regionPattern: RegExp,
): Partition {
  return {
    id,
    defaultRegion,
    dnsSuffix,
    dualStackDnsSuffix,
    regionPattern,
    federationUrl: undefined,
    consoleUrl: undefined,
    regionalConsoleHost: undefined,
  }
}

/**
 * The partition with this id, e.g. `aws-cn`.
 *
 * @throws HallpassError `InvalidInput` for an id that is none of AWS's
 */
export function partitionById(id: string): Partition {
  const found = partitions.find((partition) => partition.id === id)
  if (!found) {
    throw new HallpassError('InvalidInput', `there is no AWS partition named ${shownValue(id)}`, {
      hint: `use one of ${partitions.map((partition) => partition.id).join(', ')}`,
    })
  }
  return found
}

/** The partition whose regions look like this one; `undefined` for a form no partition has. */
export function partitionOfRegion(region: string): Partition | undefined {
  return partitions.find((partition) => partition.regionPattern.test(region))
}
