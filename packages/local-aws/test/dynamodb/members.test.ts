import * as dynamodbClient from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'

import { dynamodbActions } from '../../src/dynamodb/index.ts'

const { actions, missing } = dynamodbActions

/** The members of every operation's input, as the SDK's schemas have them: values of attributes have no end. */
const models = new Map<string, readonly string[]>()
for (const schema of Object.values(dynamodbClient)) {
  // An operation's schema is a list: 9, namespace, name, traits, input, output.
  if (!Array.isArray(schema) || schema[0] !== 9) continue
  const [, , name, , input]: readonly unknown[] = schema
  const shape: unknown = typeof input === 'function' ? Reflect.apply(input, undefined, []) : input
  const names: unknown = Array.isArray(shape) ? shape[4] : []
  models.set(String(name), Array.isArray(names) ? names.map(String) : [])
}

describe('the actions of DynamoDB', () => {
  it('are those of the AWS SDK’s model: there, or missing', () => {
    expect([...actions.keys(), ...missing].toSorted()).toEqual([...models.keys()].toSorted())
  })

  it.each([...actions.values()])('read all that the model has of $name, or refuse it by name', (action) => {
    const { name, members, refuses } = action
    const first = new Set([...members.map((member) => /^\w+/.exec(member)?.[0] ?? ''), ...refuses])
    expect(first).toEqual(new Set(models.get(name)))
    for (const refused of refuses) {
      expect(() => action.read({ [refused]: 'x' })).toThrow(`does not have the parameter ${refused} of`)
    }
  })
})
