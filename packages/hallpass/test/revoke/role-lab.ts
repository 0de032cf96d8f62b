import { createLocalAws } from '@hallpass/local-aws'
import type { Credentials } from '../../src/base/credentials.ts'
import { HallpassError } from '../../src/base/errors.ts'
import { child, children, childText } from '../../src/query/answer-xml.ts'
import type { QueryStructure } from '../../src/query/query-parameters.ts'
import { callQuery, createQueryClient, type QueryClient } from '../../src/query/query.ts'
import { createStsClient } from '../../src/query/sts.ts'
import type { RevokeOptions } from '../../src/revoke/index.ts'
import type { Transport } from '../../src/wire/http.ts'

const endpoint = new URL('https://aws.test/')
const region = 'us-east-1'

/** A local AWS in this process, whose time is set by the test, with one role and an administrator. */
export class RoleLab {
  /** What every clock shows: AWS's, and ours. */
  time = new Date('2026-11-22T08:00:00.500Z')
  /** Every action so far, in order. */
  readonly actions: string[] = []
  readonly #aws = createLocalAws({ now: () => this.time })
  readonly roleArn = `arn:aws:iam::${this.#aws.accountId}:role/Handed`

  readonly transport: Transport = async ({ method, endpoint: { host }, target, headers, body = '' }) => {
    this.actions.push(/Action=(\w+)/.exec(String(body))?.[1] ?? '?')
    const answer = await this.#aws.handle({
      method,
      target,
      rawHeaders: Object.entries({ host, ...headers }).flat(),
      body: Buffer.from(body),
    })
    return {
      status: answer.status,
      headers: {
        ...Object.fromEntries(answer.headers.map(([name, value]) => [name.toLowerCase(), value])),
        date: this.time.toUTCString(),
      },
      body: Buffer.from(answer.body).toString(),
    }
  }

  static async open(): Promise<RoleLab> {
    const lab = new RoleLab()
    await lab.iam('CreateRole', {
      RoleName: 'Handed',
      AssumeRolePolicyDocument: document({
        Principal: { AWS: `arn:aws:iam::${lab.#aws.accountId}:root` },
        Action: 'sts:AssumeRole',
      }),
      MaxSessionDuration: 43_200,
    })
    await lab.put('work', document({ Action: 'iam:ListUsers', Resource: '*' }))
    return lab
  }

  /** What every revocation of this lab is called with. */
  get options(): RevokeOptions & { readonly wire: object } {
    return {
      roleArn: this.roleArn,
      credentials: this.#aws.admin,
      env: {},
      now: () => this.time,
      wire: { transport: this.transport, sleep: async () => {} },
    }
  }

  forward(hours: number): void {
    this.time = new Date(this.time.getTime() + hours * 3_600_000)
  }

  async session(roleSessionName: string): Promise<Credentials> {
    const { transport } = this
    const options = { endpoint, region, transport, credentials: this.#aws.admin, now: () => this.time }
    const input = { roleArn: this.roleArn, roleSessionName, durationSeconds: 43_200 }
    return (await createStsClient(options).assumeRole(input)).credentials
  }

  /** Whether a session's next call is allowed. */
  async works(session: Credentials): Promise<boolean> {
    try {
      await callQuery(this.#client(session), 'ListUsers')
      return true
    } catch (error) {
      if (error instanceof HallpassError && error.code === 'AccessDenied') return false
      throw error
    }
  }

  /** An action of IAM, as the administrator. */
  iam(action: string, parameters: QueryStructure) {
    return callQuery(this.#client(this.#aws.admin), action, parameters)
  }

  async put(name: string, text: string): Promise<void> {
    await this.iam('PutRolePolicy', { RoleName: 'Handed', PolicyName: name, PolicyDocument: text })
  }

  /** The inline policies of the role, by name. */
  async policies(): Promise<ReadonlyMap<string, string>> {
    const listed = await this.iam('ListRolePolicies', { RoleName: 'Handed', MaxItems: 1000 })
    const found = new Map<string, string>()
    for (const { text: name } of children(child(listed, 'PolicyNames'), 'member')) {
      const policy = await this.iam('GetRolePolicy', { RoleName: 'Handed', PolicyName: name })
      found.set(name, decodeURIComponent(childText(policy, 'PolicyDocument') ?? ''))
    }
    return found
  }

  #client(credentials: Credentials): QueryClient {
    const { transport } = this
    const now = () => this.time
    return createQueryClient({
      service: 'iam',
      version: '2010-05-08',
      endpoint,
      region,
      transport,
      credentials,
      now,
    })
  }
}

function document(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
}
