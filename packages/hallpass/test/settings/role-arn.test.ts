import { describe, expect, it } from 'vitest'
import { parseRoleArn } from '../../src/settings/role-arn.ts'

describe('a role arn', () => {
  it.each([
    ['arn:aws:iam::AWS_ACCOUNT_ID:role/InstruqtS3Access', 'replace AWS_ACCOUNT_ID'],
    ['arn:aws:sts::123456789012:assumed-role/R/s', 'arn of a session'],
    ['arn:aws:iam::123456789012:user/instruqt', 'arn of a user'],
    ['arn:aws:iam::123456789012:instance-profile/x', 'instance profile'],
    ['"arn:aws:iam::123456789012:role/R"', 'take the quotes'],
    ['arn:aws:iam::123456789012:role/R\n', 'a blank or a line end'],
    ['arn:aws:iam::1234-5678-9012:role/R', 'without dashes'],
    ['arn:aws:iam:123456789012:role/R', 'a colon is missing'],
    ['arn:aws:iam::…:role/R', 'it is an example'],
    ['InstruqtS3Access', 'aws iam get-role --role-name InstruqtS3Access'],
    ['arn:aws:iam::12345678901:role/R', 'looks like'],
    ['arn:aws:iam::123456789012:role/', 'looks like'],
    ['arn:aws:iam::123456789012:role/a b', 'looks like'],
    ['', 'looks like'],
    [`arn:aws:iam::123456789012:role/${'p/'.repeat(1200)}R`, 'looks like'],
  ])('%j is refused, with a hint about what it is', (arn, hint) => {
    const refused = { code: 'InvalidInput', hint: expect.stringContaining(hint) as unknown }
    expect(() => parseRoleArn(arn)).toThrow(expect.objectContaining(refused))
  })

  it('of a partition AWS does not have is refused', () => {
    expect(() => parseRoleArn('arn:azure:iam::123456789012:role/R')).toThrow(
      expect.objectContaining({ code: 'InvalidInput' }),
    )
  })

  it.each([
    ['arn:aws:iam::123456789012:role/InstruqtS3Access', 'aws', 'InstruqtS3Access'],
    ['arn:aws-cn:iam::123456789012:role/path/to/R', 'aws-cn', 'R'],
    ['arn:aws-us-gov:iam::123456789012:role/a+b=c,d.e@f-g_h', 'aws-us-gov', 'a+b=c,d.e@f-g_h'],
    ['arn:aws-eusc:iam::123456789012:role/R', 'aws-eusc', 'R'],
    ['arn:aws-iso-b:iam::123456789012:role/R', 'aws-iso-b', 'R'],
  ])('%j is taken apart', (arn, partition, roleName) => {
    const role = parseRoleArn(arn)
    expect([role.partition.id, role.account, role.roleName]).toEqual([partition, '123456789012', roleName])
  })
})
