import * as iamClient from '@aws-sdk/client-iam'
import * as stsClient from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'

import type { TakenParameters } from '../../src/protocol/index.ts'
import { iamActions } from '../../src/iam/index.ts'
import { createSessions } from '../../src/sessions/index.ts'
import { stsActions, unsignedStsActions } from '../../src/sts/index.ts'
import { createFixture, refusal } from '../local-aws-fixture.ts'
import { inputMembers } from './input-members.ts'

/** What the models have and the local AWS does not do: each is refused by its name. */
const refused: Readonly<Record<string, readonly string[]>> = {
  'sts:AssumeRole': [
    'ProvidedContexts[].ProviderArn',
    'ProvidedContexts[].ContextAssertion',
    'MinimumSessionTokenSize',
  ],
  'sts:AssumeRoleWithSAML': ['MinimumSessionTokenSize'],
  'sts:AssumeRoleWithWebIdentity': ['MinimumSessionTokenSize'],
  'iam:CreateSAMLProvider': ['AssertionEncryptionMode', 'AddPrivateKey'],
  'iam:UpdateSAMLProvider': ['AssertionEncryptionMode', 'AddPrivateKey', 'RemovePrivateKey'],
  'sts:GetFederationToken': ['MinimumSessionTokenSize'],
  'sts:GetSessionToken': ['MinimumSessionTokenSize'],
  'iam:CreateServiceSpecificCredential': ['CredentialAgeDays'],
  'sts:GetWebIdentityToken': ['Scope', 'SubjectMode'],
  'iam:SimulateCustomPolicy': [
    'OrderedOrganizationPolicyInputList[].ServiceControlPolicyInputList[]',
    'ResourceHandlingOption',
  ],
  'iam:SimulatePrincipalPolicy': ['PolicyExclusionList[]', 'ResourceHandlingOption'],
}

const sessions = createSessions(new Uint8Array(32), (size) => new Uint8Array(size))
const claimed: ReadonlyArray<readonly [action: string, taken: TakenParameters]> = [
  ...[...stsActions(sessions).values(), ...unsignedStsActions(sessions, async () => '').values()].map(
    ({ name, parameters }) => [`sts:${name}`, parameters] as const,
  ),
  ...[...iamActions.values()].map(({ name, parameters }) => [`iam:${name}`, parameters] as const),
]
const models = { sts: inputMembers(stsClient), iam: inputMembers(iamClient) }

function modelled(action: string): readonly string[] {
  const [service, name = ''] = action.split(':')
  const members = models[service === 'sts' ? 'sts' : 'iam'].get(name)
  if (members === undefined) throw new Error(`the AWS SDK has no ${action}`)
  return members
}

/** A parameter as a request spells it. */
const spelled = (member: string) => member.replaceAll('[]', '.member.1')

function ask(action: string, params: Record<string, string>) {
  const fixture = createFixture()
  const [service, Action = ''] = action.split(':')
  return fixture.query(fixture.aws.admin, service === 'sts' ? 'sts' : 'iam', { Action, ...params })
}

describe('the parameters of STS and IAM', () => {
  it.each(claimed)('of %s are those of the AWS SDK’s model: done, or refused', (action, taken) => {
    expect([...taken, ...(refused[action] ?? [])].toSorted()).toEqual(modelled(action).toSorted())
  })

  it.each(
    Object.entries(refused).flatMap(([action, members]) =>
      members.map((member) => [action, member] as const),
    ),
  )('of %s do not hold %s: it is refused by name', async (action, member) => {
    expect(refusal(await ask(action, { [spelled(member)]: 'true' }))).toEqual([
      501,
      'NotImplemented',
      `The local AWS does not have the parameter ${spelled(member)} of the action ${action}.`,
    ])
  })

  it.each(claimed)('of %s hold nothing that no model has: it is refused by name', async (action) => {
    for (const name of ['Nonsense', 'Tags.member.1.Nonsense', 'TagKeys', 'UserName.member.1']) {
      expect(refusal(await ask(action, { [name]: 'x' }))).toEqual([
        501,
        'NotImplemented',
        `The local AWS does not have the parameter ${name} of the action ${action}.`,
      ])
    }
  })

  it('may be lists without members, as clients send them', async () => {
    expect((await ask('iam:CreateUser', { UserName: 'anna', Tags: '' })).status).toBe(200)
  })
})
