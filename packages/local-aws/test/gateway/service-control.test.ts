import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../src/authorize/index.ts'
import {
  type Account,
  createAccessRole,
  createState,
  fullAwsAccess,
  type PolicyDocument,
  type State,
} from '../../src/model/index.ts'
import { parsePolicy, type Principal } from '../../src/policy/index.ts'

const management = '111122223333'
const member = '222233334444'

function attached(name: string, ...Statement: object[]): PolicyDocument {
  const text = JSON.stringify({ Version: '2012-10-17', Statement })
  return { name, text, policy: parsePolicy(text, 'serviceControl') }
}

const noBuckets = attached('no-buckets', { Effect: 'Deny', Action: 's3:CreateBucket', Resource: '*' })

function create(policies: readonly PolicyDocument[]): State {
  const state = createState([management, member])
  for (const account of state.accounts.values()) {
    account.serviceControlPolicies = policies
    createAccessRole(state, account, { now: new Date(0), randomBytes: (size) => new Uint8Array(size) })
  }
  return state
}

const root = (account: string): Principal => ({ type: 'root', arn: `arn:aws:iam::${account}:root`, account })
const session = (account: string, name = 'OrganizationAccountAccessRole'): Principal => ({
  type: 'assumed-role',
  arn: `arn:aws:sts::${account}:assumed-role/${name}/me`,
  account,
  roleArn: `arn:aws:iam::${account}:role/${name}`,
  userId: 'AROA:me',
})

function refused(state: State, principal: Principal, action = 's3:CreateBucket'): string | undefined {
  const account = 'account' in principal ? principal.account : management
  const caller = { principal, account, accessKeyId: '', session: undefined }
  const facts = {
    caller,
    state,
    region: 'us-east-1',
    now: new Date(0),
    remoteAddress: undefined,
    userAgent: undefined,
    secureTransport: true,
  }
  return refusalOf(facts, 's3', { action, resource: 'arn:aws:s3:::lab' })?.message
}

const start = (who: string) =>
  `User: arn:aws:${who} is not authorized to perform: s3:CreateBucket on resource: "arn:aws:s3:::lab"`

describe('a service control policy', () => {
  it('limits the roles and the root user of an account of the organisation', () => {
    const state = create([fullAwsAccess, noBuckets])
    expect(refused(state, session(member))).toBe(
      `${start(`sts::${member}:assumed-role/OrganizationAccountAccessRole/me`)} with an explicit deny in a service control policy`,
    )
    expect(refused(state, root(member))).toBe(
      `${start(`iam::${member}:root`)} with an explicit deny in a service control policy`,
    )
    expect(refused(state, session(member), 's3:ListBucket')).toBeUndefined()
    expect(refused(state, root(member), 's3:ListBucket')).toBeUndefined()
  })

  it('has to allow, where FullAWSAccess was detached', () => {
    const state = create([attached('reads', { Effect: 'Allow', Action: 's3:Get*', Resource: '*' })])
    expect(refused(state, session(member))).toBe(
      `${start(`sts::${member}:assumed-role/OrganizationAccountAccessRole/me`)} because no service control policy allows the s3:CreateBucket action`,
    )
    expect(refused(state, root(member))).toContain('because no service control policy allows')
    expect(refused(create([]), session(member), 's3:GetObject')).toContain('because no service control')
    expect(refused(state, session(member), 's3:GetObject')).toBeUndefined()
  })

  it('gives nobody anything', () => {
    const state = create([fullAwsAccess])
    const account = state.accounts.get(member)
    account?.roles.get('organizationaccountaccessrole')?.attachedPolicies.clear()
    expect(refused(state, session(member))).toContain('because no identity-based policy allows')
  })

  it('never limits the management account', () => {
    const state = create([])
    expect(refused(state, session(management))).toBeUndefined()
    expect(refused(state, root(management))).toBeUndefined()
  })

  it('does not limit a service’s own role', () => {
    const state = create([noBuckets])
    const account: Account | undefined = state.accounts.get(member)
    const role = account?.roles.get('organizationaccountaccessrole')
    if (account === undefined || role === undefined) throw new Error('there is no such role')
    account.roles.set('awsserviceroleforsupport', {
      ...role,
      name: 'AWSServiceRoleForSupport',
      linkedService: 'support.amazonaws.com',
    })
    expect(refused(state, session(member, 'AWSServiceRoleForSupport'))).toBeUndefined()
    expect(refused(state, session(member))).toContain('service control policy')
  })
})
