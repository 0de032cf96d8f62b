import { describe, expect, it } from 'vitest'
import { wrappedHint } from '../../src/base/wrapped-value.ts'
import { consoleLink } from '../../src/console/console-link.ts'
import { issue } from '../../src/issue/issue.ts'

const keys = {
  AWS_ACCESS_KEY_ID: 'AKIA5NWBQ2LDXHT7VKRM',
  AWS_SECRET_ACCESS_KEY: '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',
}
const request = { roleArn: 'arn:aws:iam::123456789012:role/R', sessionName: 'ada' }

describe('quotes and blanks around a value', () => {
  it.each(['plain', '', "it's", 'a "b" c', 'a b'])('are not seen around %j', (value) => {
    expect(wrappedHint(value)).toBeUndefined()
  })

  it.each(['"a"', "'a'", 'a"', '‘a’', ' "a" '])('are named as quotes around %j', (value) => {
    expect(wrappedHint(value)).toMatch(/^take the quotes around it away/)
  })

  it.each([' a', 'a ', 'a\r', 'a\n'])('are named as blanks around %j', (value) => {
    expect(wrappedHint(value)).toMatch(/^take the blank or the line end around it away/)
  })

  it.each([
    ['AWS_REGION', '"eu-west-1"'],
    ['AWS_DEFAULT_REGION', "'eu-west-1'"],
    ['AWS_PROFILE', '"lab"'],
    ['AWS_ENDPOINT_URL', '"https://aws.lab.example"'],
    ['AWS_ENDPOINT_URL_STS', "'https://aws.lab.example'"],
    ['AWS_USE_FIPS_ENDPOINT', '"true"'],
    ['AWS_USE_DUALSTACK_ENDPOINT', "'true'"],
    ['HTTPS_PROXY', '"http://proxy.lab.example:3128"'],
    ['AWS_CA_BUNDLE', '"/etc/ssl/lab.pem"'],
    ['AWS_ACCESS_KEY_ID', '"AKIA5NWBQ2LDXHT7VKRM"'],
  ])('are named in %s, before anything is sent', async (name, value) => {
    const env = { ...(name === 'AWS_PROFILE' ? {} : keys), HOME: '/nowhere', [name]: value }
    await expect(issue({ ...request, env })).rejects.toMatchObject({
      hint: expect.stringMatching(/^take the quotes/) as unknown,
    })
  })

  it('are named in HALLPASS_SIGNIN_ENDPOINT_URL', async () => {
    const credentials = { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't' }
    const env = { HALLPASS_SIGNIN_ENDPOINT_URL: '"https://signin.lab.example/federation"' }
    await expect(consoleLink({ credentials, roleArn: request.roleArn, env })).rejects.toMatchObject({
      code: 'SettingInvalid',
      hint: expect.stringMatching(/^take the quotes/) as unknown,
    })
  })
})
