import * as secretsManagerClient from '@aws-sdk/client-secrets-manager'
import * as ssmClient from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'

import { secretsManagerActions } from '../../src/secretsmanager/index.ts'
import { ssmActions } from '../../src/ssm/index.ts'
import { inputMembers } from './input-members.ts'

const services = [
  ['ssm', ssmActions, inputMembers(ssmClient)],
  ['secretsmanager', secretsManagerActions, inputMembers(secretsManagerClient)],
] as const

describe.each(services)('the actions of %s', (_, { actions, missing }, models) => {
  it('are those of the AWS SDK’s model: there, or missing', () => {
    expect([...actions.keys(), ...missing].toSorted()).toEqual([...models.keys()].toSorted())
  })

  it.each([...actions.values()])('read all that the model has of $name, or refuse it by name', (action) => {
    const { name, members, refuses } = action
    const rest = (models.get(name) ?? []).filter(
      (member) => !refuses.includes(/^\w+/.exec(member)?.[0] ?? ''),
    )
    expect(members.toSorted()).toEqual(rest.toSorted())
    for (const refused of refuses) {
      expect(models.get(name)?.some((member) => member.startsWith(refused))).toBe(true)
      expect(() => action.read({ [refused]: 'x' })).toThrow(`does not have the parameter ${refused} of`)
    }
  })
})
