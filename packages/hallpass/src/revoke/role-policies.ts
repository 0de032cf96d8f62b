import { HallpassError } from '../base/index.ts'
import { child, children, childText, type XmlElement } from '../query/index.ts'
import type { RoleArn } from '../settings/index.ts'
import { type DenialPolicy, parsePolicy, policySize, renderPolicy } from './deny-document.ts'
import { isRefusedWith, type Iam } from './iam.ts'
import { type Page, roleRoom } from './pages.ts'
import { isRevocationPolicyName } from './policy-name.ts'

/** A role, as far as revoking is concerned. */
export interface RolePolicies {
  readonly role: RoleArn
  /** `AROA…`: what the userid of its sessions begins with. */
  readonly roleId: string
  /** Our pages, and the characters that are free. Measured over all inline policies of the role. */
  readonly read: () => Promise<{ readonly pages: readonly Page[]; readonly room: number }>
  /** One page as it is now; `undefined` where there is none of that name. */
  readonly get: (name: string) => Promise<DenialPolicy | undefined>
  /** Writes a page; `false` when it has no room, or another change of the role came between. */
  readonly put: (name: string, policy: DenialPolicy) => Promise<boolean>
  /** Deletes a page, if it is still there. */
  readonly remove: (name: string) => Promise<void>
}

const readsAtOnce = 8

/**
 * Looks a role up in the account that the caller's credentials are of.
 *
 * @throws HallpassError `AwsRefused` when there is no such role, `InvalidInput` when the account is another one
 */
export async function openRole(iam: Iam, role: RoleArn): Promise<RolePolicies> {
  const RoleName = role.roleName
  const found = await findRole(iam, role)
  const get = async (name: string): Promise<DenialPolicy | undefined> => {
    const text = await readPolicy(iam, RoleName, name)
    return text === undefined ? undefined : ours(role, name, text)
  }
  return {
    role,
    roleId: required(found, 'RoleId', /^AROA\w{4,124}$/),
    read: async () => {
      const pages: Page[] = []
      let room = roleRoom
      const names = await listPolicyNames(iam, RoleName)
      for (let start = 0; start < names.length; start += readsAtOnce) {
        const some = names.slice(start, start + readsAtOnce)
        const texts = await Promise.all(some.map((name) => readPolicy(iam, RoleName, name)))
        for (const [index, text] of texts.entries()) {
          const name = some[index]
          // Deleted since it was listed: whoever did that wrote what it had into another page before.
          if (text === undefined || name === undefined) continue
          room -= policySize(text)
          if (isRevocationPolicyName(name)) pages.push({ name, ...ours(role, name, text) })
        }
      }
      return { pages, room }
    },
    get,
    put: async (name, policy) => {
      try {
        await iam.call('PutRolePolicy', {
          RoleName,
          PolicyName: name,
          PolicyDocument: renderPolicy(policy),
        })
        return true
      } catch (error) {
        if (isRefusedWith(error, 'LimitExceeded', 'ConcurrentModification')) return false
        throw error
      }
    },
    remove: async (name) => {
      try {
        await iam.call('DeleteRolePolicy', { RoleName, PolicyName: name })
      } catch (error) {
        if (!isRefusedWith(error, 'NoSuchEntity')) throw error
      }
    },
  }
}

async function findRole(iam: Iam, role: RoleArn): Promise<XmlElement | undefined> {
  try {
    const found = child(await iam.call('GetRole', { RoleName: role.roleName }), 'Role')
    const arn = required(found, 'Arn', /^arn:[\w-]+:iam::\d{12}:role\/[!-~]+$/)
    if (arn === role.arn) return found
    // GetRole takes a name, and looks in the caller's own account.
    throw new HallpassError('InvalidInput', `your credentials see ${arn} instead of ${role.arn}`, {
      hint: `revoke with credentials of account ${role.account}, and give the arn as IAM shows it`,
      facts: { name: '--role-arn' },
    })
  } catch (error) {
    if (!isRefusedWith(error, 'NoSuchEntity')) throw error
    throw new HallpassError('AwsRefused', `there is no role ${role.roleName} in your account`, {
      hint: [
        `sessions of a role that was deleted are dead`,
        `whether your credentials are of account ${role.account}: hallpass whoami`,
      ].join('\n'),
      cause: error,
      facts: error instanceof HallpassError ? error.facts : {},
    })
  }
}

async function listPolicyNames(iam: Iam, RoleName: string): Promise<readonly string[]> {
  const names: string[] = []
  let Marker: string | undefined
  do {
    const answer = await iam.call('ListRolePolicies', { RoleName, Marker })
    names.push(...children(child(answer, 'PolicyNames'), 'member').map(({ text }) => text))
    Marker = childText(answer, 'IsTruncated') === 'true' ? childText(answer, 'Marker') : undefined
  } while (Marker !== undefined)
  return names
}

async function readPolicy(iam: Iam, RoleName: string, PolicyName: string): Promise<string | undefined> {
  try {
    const answer = await iam.call('GetRolePolicy', { RoleName, PolicyName })
    return decodeURIComponent(required(answer, 'PolicyDocument', /^[^]+$/))
  } catch (error) {
    if (isRefusedWith(error, 'NoSuchEntity')) return undefined
    if (error instanceof URIError) throw unusable('PolicyDocument')
    throw error
  }
}

function ours(role: RoleArn, name: string, text: string): DenialPolicy {
  const policy = parsePolicy(text)
  if (policy) return policy
  throw new HallpassError(
    'PolicyNotOwned',
    `role ${role.roleName} has an inline policy ${name} that hallpass did not write, or that was changed since`,
    {
      hint: [
        'nothing was changed; look at it, and keep it under another name or delete it:',
        `aws iam get-role-policy --role-name ${role.roleName} --policy-name ${name}`,
      ].join('\n'),
      facts: { name },
    },
  )
}

function required(parent: XmlElement | undefined, name: string, form: RegExp): string {
  const text = childText(parent, name)
  if (text !== undefined && form.test(text)) return text
  throw unusable(name)
}

function unusable(name: string): HallpassError {
  return new HallpassError('ResponseInvalid', `the answer of IAM has no usable ${name}`, {
    hint: 'check the endpoint URL: this is not how AWS answers',
  })
}
