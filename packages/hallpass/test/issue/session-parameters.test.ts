import { describe, expect, it } from 'vitest'
import { checkSessionParameters, type SessionParameters } from '../../src/issue/session-parameters.ts'

const many = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'value']))

describe('session parameters', () => {
  it.each<[string, SessionParameters]>([
    ['an external id of one character', { externalId: 'x' }],
    ['an external id with a space', { externalId: 'a b' }],
    ['an external id of 1,225 characters', { externalId: 'x'.repeat(1225) }],
    ['a source identity that begins aws:', { sourceIdentity: 'aws:me' }],
    ['a source identity of 65 characters', { sourceIdentity: 'x'.repeat(65) }],
    ['an MFA code of five digits', { serialNumber: 'arn:aws:iam::123456789012:mfa/me', tokenCode: '12345' }],
    ['an MFA code without a device', { tokenCode: '123456' }],
    ['a serial number that is too short', { serialNumber: '12345678' }],
    [
      'eleven managed policies',
      { policyArns: Array.from({ length: 11 }, () => 'arn:aws:iam::aws:policy/ReadOnlyAccess') },
    ],
    ['a managed policy that is a role', { policyArns: ['arn:aws:iam::123456789012:role/R'] }],
    ['a policy that is no JSON', { policy: '{' }],
    ['a policy with a character AWS does not take', { policy: '{"Sid":"€"}' }],
    ['51 tags', { tags: many(51) }],
    ['a tag without a key', { tags: { '': 'x' } }],
    ['a tag key of 129 characters', { tags: { ['k'.repeat(129)]: 'x' } }],
    ['a tag key that begins aws:', { tags: { 'aws:team': 'x' } }],
    ['a tag value of 257 characters', { tags: { k: 'x'.repeat(257) } }],
    ['a tag value with a character AWS does not take', { tags: { k: 'a;b' } }],
    ['two tags that differ by case', { tags: { Team: 'a', team: 'b' } }],
    ['a transitive key that is no tag', { tags: { team: 'a' }, transitiveTagKeys: ['group'] }],
  ])('%s: refused', (_name, parameters) => {
    expect(() => checkSessionParameters(parameters)).toThrow(
      expect.objectContaining({ code: 'InvalidInput' }),
    )
  })

  it.each<[string, SessionParameters]>([
    ['nothing', {}],
    ['an external id', { externalId: 'customer:42/a' }],
    [
      'ten managed policies',
      { policyArns: Array.from({ length: 10 }, () => 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess') },
    ],
    [
      'a policy over 2,048 characters',
      {
        policy: JSON.stringify({
          Statement: { Sid: 'x'.repeat(3000), Effect: 'Deny', Action: '*', Resource: '*' },
        }),
      },
    ],
    ['50 tags', { tags: many(50), transitiveTagKeys: ['key1'] }],
    ['tags in other scripts', { tags: { 'équipe :/=+-@_.': 'синие 青' } }],
    ['an empty tag value', { tags: { team: '' } }],
    ['an MFA device and its code', { serialNumber: 'arn:aws:iam::123456789012:mfa/me', tokenCode: '012345' }],
  ])('%s: taken', (_name, parameters) => {
    expect(() => checkSessionParameters(parameters)).not.toThrow()
  })
})
