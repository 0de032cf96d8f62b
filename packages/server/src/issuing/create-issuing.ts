import { consoleLink, endOfSession, HallpassError, type IssuedSession } from 'hallpass'
import type { Issuing, LeaseSubject, Notifying } from '../ports/index.ts'
import type { Database } from '../store/index.ts'
import { countThrottle } from './count-throttle.ts'
import type { Issuers } from './issuers.ts'
import { createIssuingRate, type IssuingRateOptions } from './issuing-rate.ts'
import { createRoleGenerations } from './role-generations.ts'
import { createRoleFindings, type FoundRole, type Marks } from './role-findings.ts'
import { createSessionMemory } from './session-memory.ts'
import { checkRequest, secondsLeft, sessionRequest } from './session-request.ts'

export interface IssuingOptions {
  readonly database: Database
  /** Tells the other replicas, in the audit, that a role was made anew. Default: nobody. */
  readonly notifying?: Notifying | undefined
  readonly issuers: Issuers
  readonly now: () => Date
  readonly rate?: IssuingRateOptions
  readonly sleep?: (ms: number) => Promise<void>
  /** From 0 to below 1, for the spread of waits. */
  readonly random?: () => number
}

const longestSeconds = 43_200
const chainedSeconds = 3600
const mostAttempts = 8
const limitMs = 3_600_000
const linkLifeMs = 15 * 60_000

/** Makes keys and console links at AWS, in turns that all replicas share. */
export function createIssuing(options: IssuingOptions): Issuing {
  const { database, issuers, now, sleep = pause, random = Math.random } = options
  const rate = createIssuingRate(database, { sleep, ...options.rate })
  const findings = createRoleFindings(database, now)
  const memory = createSessionMemory(now)
  // Of which issuers and roles AWS said that a session lasts an hour at most: a role may be changed meanwhile.
  const limits = new Map<string, number>()
  const longestOf = (key: string): number =>
    (limits.get(key) ?? 0) > now().getTime() ? chainedSeconds : longestSeconds
  const generations = createRoleGenerations(options)

  const attempt = async (subject: LeaseSubject, marks: Marks): Promise<IssuedSession> => {
    const { lease, workshop } = subject
    const limitKey = `${workshop.issuer} ${lease.role_arn}`
    const issuer = await issuers.of(workshop.issuer, lease.role_arn)
    const quota = { accountId: await issuers.accountOf(workshop.issuer, lease.role_arn), region: 'sts' }
    for (let attempts = 1; ; attempts += 1) {
      await rate.take(quota)
      try {
        const session = await issuer.issue(
          sessionRequest(subject, marks, {
            now: now(),
            longestSeconds: longestOf(limitKey),
          }),
          { maxAttempts: 1 },
        )
        if (await generations.saw(lease.role_arn, session)) memory.forgetRole(lease.role_arn)
        return session
      } catch (error) {
        if (!(error instanceof HallpassError) || attempts >= mostAttempts) throw error
        if (error.code === 'Throttled') {
          await Promise.all([rate.slowDown(quota), countThrottle(database, workshop.id, now())])
        } else if (error.code === 'DurationOverChainedMaximum' || error.code === 'DurationOverRoleMaximum') {
          // An hour every role allows, and chaining too: it is better than nothing at nine o'clock.
          if (longestOf(limitKey) <= chainedSeconds) throw error
          limits.set(limitKey, now().getTime() + limitMs)
        } else if (passing.has(error.code) && attempts < 4) {
          await sleep(random() * 200 * 2 ** attempts)
        } else {
          throw error
        }
      }
    }
  }

  const sessionOf = (subject: LeaseSubject) => {
    const { lease } = subject
    return memory.get({ leaseId: lease.id, sessionName: lease.session_name, roleArn: lease.role_arn }, () =>
      findings.withMarks(foundRole(subject), (marks) => attempt(subject, marks)),
    )
  }

  return {
    issuers: issuers.names,
    credentials: async (subject) => {
      const { session, recorded } = await sessionOf(subject)
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = session.credentials
      return {
        accessKeyId,
        secretAccessKey,
        sessionToken,
        expiration,
        region: subject.workshop.regions[0] ?? session.region,
        endpointUrl:
          session.endpoint.configuredBy !== undefined && session.endpoint.scope === 'all services'
            ? session.endpoint.url.href
            : undefined,
        aliveUntil: endOfSession(session),
        fresh: !recorded,
      }
    },
    place: async ({ lease, workshop }) => {
      const { region, endpointUrl } = await issuers.of(workshop.issuer, lease.role_arn)
      return { region: workshop.regions[0] ?? region, endpointUrl }
    },
    consoleLink: async (subject, destination) => {
      const { session } = await sessionOf(subject)
      const link = await consoleLink({
        session,
        destination,
        region: subject.workshop.regions[0],
        consoleDurationSeconds: Math.min(longestSeconds, Math.max(900, secondsLeft(subject, now()))),
        now,
        env: issuers.environmentOf(subject.workshop.issuer),
      })
      const opened = link.consoleExpiration ?? session.credentials.expiration
      return {
        url: link.url,
        linkExpiresAt: link.validUntil,
        consoleEndsAt: session.issuer.longTerm ? new Date(opened.getTime() + linkLifeMs) : opened,
        aliveUntil: endOfSession(session),
        accessKeyId: session.credentials.accessKeyId,
      }
    },
    sessionForProof: (subject) => findings.withMarks(foundRole(subject), (marks) => attempt(subject, marks)),
    explore: async (role, callsAfter) => {
      // What AWS allows a session to last is found out anew as well.
      limits.delete(`${role.issuer} ${role.roleArn}`)
      const issuer = await issuers.of(role.issuer, role.roleArn)
      const accountId = await issuers.accountOf(role.issuer, role.roleArn)
      const quota = { accountId, region: 'sts' }
      // What follows has no turns of its own, and a class may be waiting for its keys.
      await Promise.all(Array.from({ length: callsAfter }, () => rate.take(quota)))
      return findings.explore(role, async (marks) => {
        await rate.take(quota)
        const session = await issuer.issue(checkRequest(marks, role.workshop), { maxAttempts: 2 })
        if (await generations.saw(role.roleArn, session)) memory.forgetRole(role.roleArn)
        return { ...marks, session }
      })
    },
    identify: (issuer, credentials) => issuers.identify(issuer, credentials),
    handedOut: (leaseId, accessKeyId) => memory.recorded(leaseId, accessKeyId),
    forget: (leaseIds) => memory.forget(leaseIds),
    forgetRole: (roleArn) => memory.forgetRole(roleArn),
  }
}

function foundRole({ lease, workshop }: LeaseSubject): FoundRole {
  return { issuer: workshop.issuer, roleArn: lease.role_arn, accountId: lease.account_id }
}

/** What may pass by itself. */
const passing: ReadonlySet<string> = new Set([
  'AwsUnavailable',
  'NetworkUnreachable',
  'NetworkTimeout',
  'ResponseInvalid',
])

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
