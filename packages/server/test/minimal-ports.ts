import type { Services } from '../src/change/index.ts'
import type { Denied, Job, LeaseSubject } from '../src/ports/index.ts'
import type { RecordedEntry } from '../src/audit/index.ts'
import type { TestClock } from './desk.ts'

/** The six ports without AWS: what the model is tested with. They remember what they were asked. */
export interface MinimalPorts extends Pick<
  Services,
  'issuing' | 'revoking' | 'roles' | 'doctor' | 'notifying' | 'jobs'
> {
  readonly wanted: LeaseSubject[]
  readonly denied: string[]
  readonly recorded: RecordedEntry[]
  readonly scheduled: { readonly job: Job; readonly at: Date }[]
  /** Awaited while credentials are being made. */
  during: () => Promise<void>
}

export function createMinimalPorts(clock: TestClock): MinimalPorts {
  let issued = 0
  const keyId = (): string => `ASIAEXAMPLE${String((issued += 1)).padStart(9, '0')}`
  const ports: MinimalPorts = {
    wanted: [],
    denied: [],
    recorded: [],
    scheduled: [],
    during: async () => {},
    issuing: {
      issuers: ['default', 'keyless'],
      credentials: async ({ workshop }) => {
        await ports.during()
        return {
          accessKeyId: keyId(),
          secretAccessKey: 'a-secret-access-key',
          sessionToken: 'a-session-token',
          region: 'eu-west-1',
          endpointUrl: undefined,
          expiration: new Date(clock.now().getTime() + workshop.duration_seconds * 1000),
          aliveUntil: new Date(clock.now().getTime() + workshop.duration_seconds * 1000),
          fresh: true,
        }
      },
      place: async ({ workshop }) => ({
        region: workshop.regions[0] ?? 'eu-west-1',
        endpointUrl: undefined,
      }),
      consoleLink: async ({ workshop }) => {
        await ports.during()
        return {
          url: 'https://signin.aws.amazon.com/federation?Action=login&SigninToken=a-signin-token',
          linkExpiresAt: new Date(clock.now().getTime() + 900_000),
          consoleEndsAt: new Date(clock.now().getTime() + workshop.duration_seconds * 1000),
          aliveUntil: new Date(clock.now().getTime() + workshop.duration_seconds * 1000),
          accessKeyId: keyId(),
        }
      },
      sessionForProof: async () => {
        throw new Error('no session is made here')
      },
      explore: async () => {
        throw new Error('no role is looked at here')
      },
      identify: async () => {
        throw new Error('nobody is asked here')
      },
      handedOut: () => {},
      forget: () => {},
      forgetRole: () => {},
    },
    revoking: {
      want: async (_tx, subjects) => {
        ports.wanted.push(...subjects)
      },
      deny: async (ids) => {
        ports.denied.push(...ids)
        return ids.map((leaseId): Denied => ({ leaseId, state: 'written', deniedAt: clock.now() }))
      },
      prove: async ({ lease }) => ({ leaseId: lease.id, state: 'proved', deniedAt: clock.now() }),
      prune: async () => {},
    },
    roles: {
      permissions: async (_issuer, roleArn) => ({
        roleArn,
        roleId: undefined,
        maxSessionDurationSeconds: undefined,
        trust: undefined,
        policies: [],
        boundary: undefined,
        unread: [{ part: 'role', name: undefined, code: 'AccessDenied' }],
      }),
      assumable: async () => [],
      forget: () => {},
    },
    doctor: {
      examine: async () => ({ wrong: null, warnings: [], checks: [] }),
    },
    notifying: {
      recorded: async (_tx, entries) => {
        ports.recorded.push(...entries)
      },
    },
    jobs: {
      schedule: async (_tx, job, at) => {
        ports.scheduled.push({ job, at })
      },
    },
  }
  return ports
}
