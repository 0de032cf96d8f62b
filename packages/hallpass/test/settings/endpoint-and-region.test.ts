import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serviceEndpoint } from '../../src/settings/endpoint.ts'
import { partitionById } from '../../src/settings/partitions.ts'
import { resolveRegion } from '../../src/settings/region.ts'
import { loadSettings, type Settings } from '../../src/settings/settings.ts'

const aws = partitionById('aws')

function settings(env: Record<string, string>, config = '', sourceProfile?: string): Settings {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-settings-'))
  writeFileSync(join(folder, 'config'), config)
  return loadSettings({
    env: {
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      ...env,
    },
    sourceProfile,
  })
}

const files = `
[default]
region = eu-west-3
endpoint_url = http://everything.example
services = local

[profile plain]
region = eu-north-1

[profile lost]
services = nowhere

[services local]
sts =
  endpoint_url = http://sts-of-section.example
s3 =
  endpoint_url = http://s3.example
`

describe('the STS endpoint', () => {
  const sts = (found: Settings): string =>
    serviceEndpoint('sts', found, { partition: aws, region: 'eu-west-1' }).url.href

  it.each([
    [{ AWS_ENDPOINT_URL: 'not a url' }],
    [{ AWS_ENDPOINT_URL_STS: 'ftp://sts.example' }],
    [{ AWS_PROFILE: 'lost' }],
  ])('that is configured wrongly is refused: %j', (env) => {
    expect(() => sts(settings(env, files))).toThrow(expect.objectContaining({ code: 'SettingInvalid' }))
  })

  it.each([
    [{ AWS_ENDPOINT_URL_STS: 'http://a.example', AWS_ENDPOINT_URL: 'http://b.example' }, 'http://a.example/'],
    [{ AWS_ENDPOINT_URL: 'http://b.example' }, 'http://b.example/'],
    [{ AWS_ENDPOINT_URL_IAM: 'http://iam.example' }, 'http://sts-of-section.example/'],
    [{ AWS_PROFILE: 'plain' }, 'https://sts.eu-west-1.amazonaws.com/'],
    [
      { AWS_ENDPOINT_URL: 'http://b.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      'https://sts.eu-west-1.amazonaws.com/',
    ],
    [{ AWS_ENDPOINT_URL: '' }, 'http://sts-of-section.example/'],
  ])('with %j is %s', (env, url) => {
    expect(sts(settings(env, files))).toBe(url)
  })

  it('is the profile’s endpoint_url where no services section has one', () => {
    expect(sts(settings({}, '[default]\nendpoint_url = http://everything.example\n'))).toBe(
      'http://everything.example/',
    )
  })

  it.each([
    ['aws', 'eu-west-1', 'https://sts.eu-west-1.amazonaws.com/'],
    ['aws-cn', 'cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn/'],
    ['aws-us-gov', 'us-gov-west-1', 'https://sts.us-gov-west-1.amazonaws.com/'],
    ['aws-eusc', 'eusc-de-east-1', 'https://sts.eusc-de-east-1.amazonaws.eu/'],
  ])('in %s is regional', (partition, region, url) => {
    const where = { partition: partitionById(partition), region }
    expect(serviceEndpoint('sts', settings({}), where)).toMatchObject({
      url: new URL(url),
      configuredBy: undefined,
    })
  })
})

describe('the region', () => {
  it.each([
    [{ AWS_REGION: 'nowhere' }, 'aws'],
    [{ AWS_REGION: 'eu-west-1.evil.example/' }, 'aws'],
    [{ AWS_REGION: 'us-east-1' }, 'aws-cn'],
    [{ AWS_REGION: 'cn-north-1' }, 'aws'],
    [{ AWS_REGION: 'us-gov-west-1' }, 'aws'],
  ])('%j is refused for a role in %s', (env, partition) => {
    expect(() => resolveRegion(settings(env), partitionById(partition), undefined)).toThrow(
      expect.objectContaining({ code: 'InvalidInput' }),
    )
  })

  it.each([
    ['the argument', { AWS_REGION: 'eu-west-1' }, 'eu-west-2', 'eu-west-2'],
    ['AWS_REGION', { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-west-2' }, undefined, 'eu-west-1'],
    ['AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'us-west-2' }, undefined, 'us-west-2'],
    ['the profile', { AWS_PROFILE: 'plain' }, undefined, 'eu-north-1'],
    ['the default profile', {}, undefined, 'eu-west-3'],
    ['the partition’s default', { AWS_PROFILE: 'lost' }, undefined, 'us-east-1'],
  ])('comes from %s', (_by, env, argument, region) => {
    expect(resolveRegion(settings(env, files), aws, argument)).toBe(region)
  })
})
