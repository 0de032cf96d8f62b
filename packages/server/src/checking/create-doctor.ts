import {
  type CallerOptions,
  consoleLink,
  diagnose,
  type DoctorFinding,
  HallpassError,
  listRevocations,
} from 'hallpass'
import { checkRequest, problems } from '../issuing/index.ts'
import type { Doctor, ExaminedRole, ExploredRole, IssuedRole, Issuing, Roles } from '../ports/index.ts'
import type { CheckFinding, CheckResult } from '../store/index.ts'

export interface DoctorOptions {
  /** The credentials of the issuers that have some, by their names. */
  readonly issuers: Readonly<Record<string, CallerOptions>>
  /** Who revokes in roles. */
  readonly revoker: CallerOptions
  /** The environment of any issuer: where the federation endpoint is, for one. */
  readonly environmentOf: (issuer: string) => CallerOptions['env']
  readonly issuing: Pick<Issuing, 'explore'>
  readonly roles: Pick<Roles, 'forget'>
  readonly now: () => Date
  /** Aborts when a look has lasted long enough; asked for once a session was made or refused. Default: 45 seconds. */
  readonly deadline?: () => AbortSignal
  /** Aborts when a session was waited for long enough. Default: 60 seconds. */
  readonly patience?: () => AbortSignal
}

// Together less than two minutes: what a look that goes on for longer would find is lost (`givenUpMs`).
const longestMs = 45_000
const patienceMs = 60_000
// Of a walk: GetCallerIdentity, and AssumeRole as often as it is tried.
const callsOfWalk = 4

/** Looks at a role with sessions of its own, as whoever issues and whoever revokes. */
export function createDoctor(options: DoctorOptions): Doctor {
  const { issuers, revoker, issuing, roles, now, deadline = () => AbortSignal.timeout(longestMs) } = options
  const { patience = () => AbortSignal.timeout(patienceMs) } = options
  return {
    examine: async (role) => {
      // What was read some minutes ago may be what was mended since.
      roles.forget(role.roleArn)
      const own = Object.hasOwn(issuers, role.issuer) ? issuers[role.issuer] : undefined
      const calls = own === undefined ? 0 : callsOfWalk
      const explored = await orTooLong(explore(issuing, role, calls), patience())
      const signal = deadline()
      const found =
        own === undefined
          ? await withoutCredentials(explored, { env: options.environmentOf, now, role, signal })
          : await walk(own, role, { explored, signal, now, reader: revoker })
      return withRevoker(withUnmarked(found, explored), await readAsRevoker(revoker, role, signal))
    },
  }
}

const endsTheLook: ReadonlySet<string> = new Set(['NetworkTimeout', 'Throttled'])

type Explored = ExploredRole | HallpassError

async function explore(
  issuing: DoctorOptions['issuing'],
  role: ExaminedRole,
  callsAfter: number,
): Promise<Explored> {
  try {
    return await issuing.explore(role, callsAfter)
  } catch (error) {
    if (error instanceof HallpassError) return error
    throw error
  }
}

/** A session that comes after all is dropped, as every session of a look. */
async function orTooLong(exploring: Promise<Explored>, patience: AbortSignal): Promise<Explored> {
  const unhooked = new AbortController()
  const over = new Promise<Explored>((resolve) => {
    if (patience.aborted) resolve(noSession())
    const { signal } = unhooked
    patience.addEventListener('abort', () => resolve(noSession()), { once: true, signal })
  })
  try {
    return await Promise.race([exploring, over])
  } finally {
    unhooked.abort()
  }
}

/** As `hallpass doctor`, with what a session of a lease would carry; with nothing where AWS makes none at all. */
async function walk(
  caller: CallerOptions,
  { roleArn, workshop }: ExaminedRole,
  look: {
    readonly explored: Explored
    readonly signal: AbortSignal
    readonly now: () => Date
    readonly reader: CallerOptions
  },
): Promise<CheckResult> {
  const { explored, signal, now, reader } = look
  // Who waited for AWS in vain would do so again, and end with less to say; who got no turn is to make no calls.
  if (explored instanceof HallpassError && endsTheLook.has(explored.code)) return unfinished(explored)
  const marks = explored instanceof HallpassError ? { tags: false, sourceIdentity: false } : explored
  const made: CheckResult['checks'][number][] = []
  const { leaseId: _leaseId, ...request } = checkRequest(marks, workshop)
  try {
    const { wrong, warnings, checks } = await diagnose({
      ...caller,
      now,
      signal,
      reader,
      onCheck: (check) => made.push(check),
      request: async () => ({ ...request, roleArn }),
    })
    return { wrong: wrong === undefined ? null : plain(wrong), warnings: warnings.map(plain), checks }
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    return unfinished(signal.aborted ? tooLong() : error, made)
  }
}

/** Of an issuer that has tokens in place of credentials there is the session to look at, and its console. */
async function withoutCredentials(
  explored: Explored,
  {
    env,
    now,
    role,
    signal,
  }: Pick<DoctorOptions, 'now'> & {
    readonly env: DoctorOptions['environmentOf']
    readonly role: IssuedRole
    readonly signal: AbortSignal
  },
): Promise<CheckResult> {
  if (explored instanceof HallpassError) return unfinished(explored)
  const session = { name: 'session', outcome: 'good', saw: 'was issued for a token, and dropped' } as const
  try {
    await consoleLink({ session: explored.session, now, env: env(role.issuer), signal })
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    const finding = findingOf(signal.aborted ? tooLong() : error)
    return {
      wrong: finding,
      warnings: [],
      checks: [session, { name: 'console', outcome: 'wrong', saw: finding.saw }],
    }
  }
  const console = { name: 'console', outcome: 'good', saw: 'a link was made, and dropped' } as const
  return { wrong: null, warnings: [], checks: [session, console] }
}

/** Whether the revocations of the role can be read: who cannot read them will not write any either. */
async function readAsRevoker(
  revoker: CallerOptions,
  { roleArn }: IssuedRole,
  signal: AbortSignal,
): Promise<CheckFinding | 'good' | 'unknown'> {
  try {
    await listRevocations({ ...revoker, roleArn, signal })
    return 'good'
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    if (signal.aborted) return 'unknown'
    return {
      cause: 'revoker-refused',
      saw: `nobody could be revoked in this role: ${error.message}`,
      hint: error.hint ?? null,
    }
  }
}

/** What the trust does not let such a session carry: it is made, and says less of whom it is for. */
function withUnmarked(found: CheckResult, explored: Explored): CheckResult {
  if (explored instanceof HallpassError) return found
  const warnings = problems(explored).map(({ problem, hint }) => ({
    cause: 'attribution',
    saw: problem,
    hint,
  }))
  const checks = warnings.map(({ saw }) => ({ name: 'attribution', outcome: 'warning' as const, saw }))
  return { ...found, warnings: [...found.warnings, ...warnings], checks: [...found.checks, ...checks] }
}

function withRevoker(found: CheckResult, refused: CheckFinding | 'good' | 'unknown'): CheckResult {
  if (typeof refused === 'string') {
    const saw =
      refused === 'good'
        ? 'the revoker reads what is denied in the role'
        : 'it was not found out whether the revoker reads the role: the look had lasted too long'
    return { ...found, checks: [...found.checks, { name: 'revoker', outcome: refused, saw }] }
  }
  return {
    wrong: found.wrong ?? refused,
    warnings: found.wrong === null ? found.warnings : [...found.warnings, refused],
    checks: [...found.checks, { name: 'revoker', outcome: 'wrong', saw: refused.saw }],
  }
}

function unfinished(error: HallpassError, before: CheckResult['checks'] = []): CheckResult {
  return {
    wrong: findingOf(error),
    warnings: [],
    checks: [...before, { name: 'session', outcome: 'wrong', saw: error.message }],
  }
}

function noSession(): HallpassError {
  return new HallpassError(
    'NetworkTimeout',
    'no session was had in a minute, for want of an answer or a turn',
    {
      hint: 'see whether this server reaches STS, and check again when no class is waiting for its keys',
    },
  )
}

function tooLong(): HallpassError {
  return new HallpassError(
    'NetworkTimeout',
    'AWS had not answered everything when the look had lasted too long',
    {
      hint: 'see whether this server reaches STS and the sign-in endpoint, and check again',
    },
  )
}

function findingOf(error: HallpassError): CheckFinding {
  return { cause: error.code, saw: error.message, hint: error.hint ?? null }
}

function plain({ cause, saw, hint }: DoctorFinding): CheckFinding {
  return { cause, saw, hint: hint ?? null }
}
