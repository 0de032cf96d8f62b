import * as sqsClient from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'

import { sqsActions } from '../../src/sqs/index.ts'
import { inputMembers } from '../clients/input-members.ts'

const { actions, missing } = sqsActions(() => new Date())
const models = inputMembers(sqsClient)

describe('the actions of SQS', () => {
  it('are those of the AWS SDK’s model: there, or missing', () => {
    expect([...actions.keys(), ...missing].toSorted()).toEqual([...models.keys()].toSorted())
  })

  it.each([...actions.values()])('read all that the model has of $name, or refuse it by name', (action) => {
    const { name, members, refuses } = action
    const first = (member: string) => /^\w+/.exec(member)?.[0] ?? ''
    const modelled = (models.get(name) ?? []).map(first)
    expect(new Set([...members.map(first), ...refuses])).toEqual(new Set(modelled))
    for (const refused of refuses) {
      expect(() => action.read({ [refused]: 'x' })).toThrow(`does not have the parameter ${refused} of`)
    }
  })
})
