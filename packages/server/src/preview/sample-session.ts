import type { Principal, RequestContext } from '@hallpass/local-aws/policy'

/** Somebody's session, as the policies would see it, and what is known of it beforehand. */
export interface SampleSession {
  readonly principal: Principal
  readonly contextIn: (region: string) => RequestContext
  /** Whether the value of a condition key is known before a request is made. */
  readonly knows: (key: string) => boolean
  /** Fills in the variables of a pattern, and something for each wildcard. */
  readonly concrete: (pattern: string) => string
}

/** What stands for any text in the place of a wildcard, and in what nobody named. */
export const anything = 'x7f3a'

/** @param variables - every variable that the policies use: those that are not known are given some value */
export function createSampleSession(
  {
    roleArn,
    roleId = 'AROA00000000000000000',
    now,
  }: { readonly roleArn: string; readonly roleId?: string | undefined; readonly now: Date },
  variables: readonly string[],
): SampleSession {
  const [, partition = 'aws', , , account = '', path = ''] = roleArn.split(':')
  const userId = `${roleId}:${anything}`
  const principal: Principal = {
    type: 'assumed-role',
    arn: `arn:${partition}:sts::${account}:assumed-role/${path.split('/').at(-1) ?? ''}/${anything}`,
    account,
    roleArn,
    userId,
  }
  const known = new Map<string, readonly string[]>([
    ['aws:userid', [userId]],
    ['aws:principalarn', [roleArn]],
    ['aws:principalaccount', [account]],
    ['aws:principaltype', ['AssumedRole']],
    ['aws:principalisawsservice', ['false']],
    ['aws:viaawsservice', ['false']],
    ['aws:resourceaccount', [account]],
    ['aws:securetransport', ['true']],
    ['aws:multifactorauthpresent', ['false']],
    ['aws:tokenissuetime', [now.toISOString()]],
    ['aws:currenttime', [now.toISOString()]],
    ['aws:epochtime', [String(Math.floor(now.getTime() / 1000))]],
  ])
  // Never there in a session of a role.
  const absent = new Set(['aws:username'])
  const filled = variables
    .map((name) => name.toLowerCase())
    .filter((name) => !known.has(name) && !absent.has(name))
    .map((name): [string, readonly string[]] => [name, [anything]])
  const values = new Map([...filled, ...known])
  return {
    principal,
    contextIn: (region) => new Map([...values, ['aws:requestedregion', [region]]]),
    knows: (key) => {
      const name = key.toLowerCase()
      return known.has(name) || absent.has(name) || name === 'aws:requestedregion'
    },
    concrete: (pattern) =>
      pattern
        .replaceAll(variable, (_whole, name: string) => values.get(name.trim().toLowerCase())?.[0] ?? name)
        .replaceAll(/[*?]/g, anything),
  }
}

const variable = /\$\{([^},]*)(?:,[^}]*)?\}/g

/** The names of the variables in a text. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(variable)].map(([, name = '']) => name.trim())
}
