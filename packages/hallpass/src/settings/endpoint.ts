import { HallpassError, nonEmpty, wrappedHint } from '../base/index.ts'
import type { Partition } from './partitions.ts'
import type { Settings } from './settings.ts'

/** Where a service is called, and whether somebody said so. */
export interface Endpoint {
  readonly url: URL
  /** What configured it, e.g. `AWS_ENDPOINT_URL`; `undefined` for AWS's own endpoint. */
  readonly configuredBy: string | undefined
  /** Whether what configured it speaks for every AWS service, or for this one alone. */
  readonly scope: 'all services' | 'this service'
}

/**
 * The endpoint of STS or IAM. Strongest first: `AWS_ENDPOINT_URL_STS`, `AWS_ENDPOINT_URL`, the profile's
 * `services` section, the profile's `endpoint_url`, AWS's own (of which `AWS_USE_FIPS_ENDPOINT` and
 * `AWS_USE_DUALSTACK_ENDPOINT` choose a variant). `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true`
 * (or `ignore_configured_endpoint_urls` in the profile) turns all but the last off.
 *
 * Source: "Service-specific endpoints", AWS SDKs and tools reference guide.
 *
 * @throws HallpassError `SettingInvalid` for a configured value that is no http(s) URL
 */
export function serviceEndpoint(
  service: 'sts' | 'iam',
  settings: Settings,
  where: { partition: Partition; region: string },
): Endpoint {
  const configured = configuredEndpoint(service, settings)
  if (configured) {
    const { value, by, scope } = configured
    return { url: parseUrl(value, by), configuredBy: by, scope }
  }
  const variant = {
    fips: isOn(settings, 'AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'),
    dualStack: isOn(settings, 'AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'),
  }
  const host = service === 'sts' ? stsHost(where, variant) : iamHost(where.partition, variant)
  return { url: new URL(`https://${host}/`), configuredBy: undefined, scope: 'this service' }
}

interface Variant {
  readonly fips: boolean
  readonly dualStack: boolean
}

function isOn(settings: Settings, variable: string, key: string): boolean {
  const value = nonEmpty(settings.env[variable]) ?? settings.profile()?.settings.get(key)
  const hint = value === undefined ? undefined : wrappedHint(value)
  if (hint !== undefined) {
    throw new HallpassError(
      'SettingInvalid',
      `${variable} (or ${key} of the profile) is neither true nor false`,
      {
        hint,
        facts: { name: variable },
      },
    )
  }
  return value?.toLowerCase() === 'true'
}

function stsHost({ partition, region }: { partition: Partition; region: string }, variant: Variant): string {
  const suffix = variant.dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix
  // The ordinary endpoints of GovCloud are FIPS endpoints, and have no others on IPv4.
  const fips = variant.fips && (variant.dualStack || partition.id !== 'aws-us-gov')
  return `${fips ? 'sts-fips' : 'sts'}.${region}.${suffix}`
}

// IAM has one endpoint for a partition; the commercial one's is not regional at all.
function iamHost(partition: Partition, variant: Variant): string {
  if (partition.id === 'aws-us-gov') return 'iam.us-gov.amazonaws.com'
  if (partition.id === 'aws') return variant.fips ? 'iam-fips.amazonaws.com' : 'iam.amazonaws.com'
  if (variant.fips) {
    throw new HallpassError('SettingInvalid', `partition ${partition.id} has no FIPS endpoint of IAM`, {
      hint: 'unset AWS_USE_FIPS_ENDPOINT',
      facts: { name: 'AWS_USE_FIPS_ENDPOINT' },
    })
  }
  return `iam.${partition.defaultRegion}.${partition.dnsSuffix}`
}

interface Configured extends Pick<Endpoint, 'scope'> {
  readonly value: string
  readonly by: string
}

function configuredEndpoint(service: string, settings: Settings): Configured | undefined {
  const { env } = settings
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return undefined
  const own = `AWS_ENDPOINT_URL_${service.toUpperCase()}`
  const ownValue = nonEmpty(env[own])
  if (ownValue) return { value: ownValue, by: own, scope: 'this service' }
  const general = nonEmpty(env['AWS_ENDPOINT_URL'])
  if (general) return { value: general, by: 'AWS_ENDPOINT_URL', scope: 'all services' }
  const profile = settings.profile()
  if (!profile || profile.settings.get('ignore_configured_endpoint_urls')?.toLowerCase() === 'true') {
    return undefined
  }
  const servicesName = profile.settings.get('services')
  if (servicesName) {
    const section = settings.files().services.get(servicesName)
    if (!section) {
      throw new HallpassError(
        'SettingInvalid',
        `profile ${settings.profileName} names services section ${servicesName}, which is not there`,
        {
          hint:
            wrappedHint(servicesName) ??
            `add [services ${servicesName}] to the config file, or remove the line`,
          facts: { name: 'services' },
        },
      )
    }
    const value = section.get(service)?.get('endpoint_url')
    if (value) return { value, by: `endpoint_url of [services ${servicesName}]`, scope: 'this service' }
  }
  const value = profile.settings.get('endpoint_url')
  return value
    ? { value, by: `endpoint_url of profile ${settings.profileName}`, scope: 'all services' }
    : undefined
}

function parseUrl(value: string, by: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new HallpassError('SettingInvalid', `${by} is not an http or https URL`, {
      hint: wrappedHint(value) ?? `it looks like https://sts.eu-west-1.amazonaws.com`,
      facts: { name: by },
    })
  }
  return url
}
