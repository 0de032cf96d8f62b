import * as snsClient from '@aws-sdk/client-sns'
import { describe, expect, it } from 'vitest'

import { missingSnsActions, snsActions } from '../../src/sns/index.ts'
import { inputMembers } from '../clients/input-members.ts'
import { createSns } from './sns-fixture.ts'

const models = inputMembers(snsClient)
const first = (member: string) => /^\w+/.exec(member)?.[0] ?? ''

/** What the model has and the local AWS does not do: each is refused by its name. */
const refused: Readonly<Record<string, readonly string[]>> = {
  CreateTopic: ['DataProtectionPolicy'],
  Publish: ['PhoneNumber'],
}

describe('the actions of SNS', () => {
  it('are those of the AWS SDK’s model: there, or missing', () => {
    expect([...snsActions.keys(), ...missingSnsActions].toSorted()).toEqual([...models.keys()].toSorted())
  })

  it.each([...snsActions.values()])('read all that the model has of $name', ({ name, parameters }) => {
    const modelled = new Set((models.get(name) ?? []).map(first))
    expect(new Set([...parameters.map(first), ...(refused[name] ?? [])])).toEqual(modelled)
  })

  it.each(
    Object.entries(refused).flatMap(([name, members]) => members.map((member) => [name, member] as const)),
  )('of which %s has no %s refuse it by name', async (name, member) => {
    const { snsRefused } = createSns()
    expect(await snsRefused(name, { [member]: 'x' })).toEqual([
      501,
      'NotImplemented',
      `The local AWS does not have the parameter ${member} of the action sns:${name}.`,
    ])
  })

  it('take no part of a map or a list that no model has', async () => {
    const { snsRefused } = createSns()
    for (const name of [
      'Attributes.entry.1.colour',
      'Attributes.entry.x.key',
      'Tags.member.1.Colour',
      'Names.entry.1.key',
    ]) {
      expect((await snsRefused('CreateTopic', { Name: 'lab', [name]: 'x' }))[0]).toBe(501)
    }
  })

  it.each([...missingSnsActions])('that are missing, such as %s, are refused by name', async (name) => {
    const { snsRefused } = createSns()
    expect(await snsRefused(name)).toEqual([
      501,
      'NotImplemented',
      `The local AWS does not have the action sns:${name}.`,
    ])
  })
})
