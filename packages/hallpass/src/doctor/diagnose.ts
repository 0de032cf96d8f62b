import { HallpassError } from '../base/index.ts'
import { type CallerOptions, resolveCaller } from '../caller/index.ts'
import { consoleLink } from '../console/index.ts'
import { type CallIam, callIamOf } from '../iam/index.ts'
import { issue, type IssuedSession, type SessionRequest, type ViaRole } from '../issue/index.ts'
import { findRevoked } from '../revoke/index.ts'
import { loadSettings, parseRoleArn, type RoleArn } from '../settings/index.ts'
import { callerPartition } from '../whoami/index.ts'
import { step } from './cause-of.ts'
import { checkCaller, type KnownCaller } from './check-caller.ts'
import { checkChain } from './check-chain.ts'
import { checkEnvironment, checkFiles } from './check-surroundings.ts'
import { type Check, type Diagnosis, type Finding, type Notebook, WrongFound } from './diagnosis.ts'
import { explainDenial } from './explain-denial.ts'

export interface DiagnoseOptions extends CallerOptions {
  /**
   * What a session is asked for with; called once the caller is known, as a role may be named by a configuration
   * file that leaves the account to the caller. `undefined`: the walk ends at the caller.
   */
  readonly request?: (() => Promise<RoleRequest | undefined>) | undefined
  /** Told of each look as it is made. */
  readonly onCheck?: ((check: Check) => void) | undefined
  /** Who reads in IAM what the caller may not: the role and its trust, to say why a session was denied. Default: nobody. */
  readonly reader?: CallerOptions | undefined
  /** How long the console is to last, in seconds, as for `consoleLink()`. */
  readonly consoleDurationSeconds?: number | undefined
}

/** A session as it would be asked for. */
export interface RoleRequest extends SessionRequest {
  readonly roleArn: string
  /** Roles that are assumed on the way, first to last. */
  readonly via?: readonly ViaRole[] | undefined
}

/**
 * Walks the way from the caller's credentials to a console link, and stops at the first thing wrong. It decides from
 * what AWS answers: a session is issued for the look, and its keys are dropped.
 *
 * @returns what was looked at; it throws only for what is no finding: `Aborted`, and faults of our own
 */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis> {
  const checks: Check[] = []
  const warnings: Finding[] = []
  const made = (check: Check): void => {
    checks.push(check)
    options.onCheck?.(check)
  }
  const notebook: Notebook = {
    good: (name, saw) => made({ name, outcome: 'good', saw }),
    unknown: (name, saw) => made({ name, outcome: 'unknown', saw }),
    warn: (name, finding) => {
      made({ name, outcome: 'warning', saw: finding.saw })
      warnings.push(finding)
    },
  }
  try {
    await walk(options, notebook)
  } catch (error) {
    if (!(error instanceof WrongFound)) throw error
    made({ name: error.check, outcome: 'wrong', saw: error.finding.saw })
    return { checks, wrong: error.finding, warnings }
  }
  return { checks, wrong: undefined, warnings }
}

async function walk(options: DiagnoseOptions, notebook: Notebook): Promise<void> {
  const { request, consoleDurationSeconds, reader, onCheck: _, ...callerOptions } = options
  const env = callerOptions.env ?? process.env
  const now = callerOptions.now ?? (() => new Date())
  const settings = loadSettings({ env, sourceProfile: callerOptions.sourceProfile })
  checkEnvironment(settings, notebook)
  await step('files', () => checkFiles(settings, env, now(), notebook))
  const partition = callerPartition(settings, callerOptions.region)
  const known = await checkCaller(callerOptions, settings, partition, notebook)
  const asked = request && (await step('request', request))
  if (asked === undefined) return
  const role = await step('request', () => parseRoleArn(asked.roleArn))
  notebook.good('request', `a session of ${role.arn} for ${asked.sessionName}`)
  const { via = [], ...last } = asked
  const around = { callerOptions, reader, now, notebook }
  const issuing = await checkChain(known, via, callerOptions, notebook, (by, hopRole, hop) =>
    attempt({ ...around, asked: { sessionName: asked.sessionName, ...hop }, role: hopRole, known: by }),
  )
  const session = await attempt({ ...around, asked: last, role, known: issuing })
  await checkRevoked(issuing, role, asked, now, notebook)
  notebook.good(
    'session',
    `was issued, until ${session.credentials.expiration.toISOString().slice(0, 16).replace('T', ' ')} UTC, and dropped`,
  )
  await checkConsole(session, consoleDurationSeconds, { env, now, signal: callerOptions.signal }, notebook)
}

interface Attempt {
  readonly asked: RoleRequest
  readonly role: RoleArn
  readonly known: KnownCaller
  readonly callerOptions: CallerOptions
  readonly reader: CallerOptions | undefined
  readonly now: () => Date
  readonly notebook: Notebook
}

/** Asks for the session itself: what AWS answers decides, and a denial is looked into. */
async function attempt({
  asked,
  role,
  known,
  callerOptions,
  reader,
  now,
  notebook,
}: Attempt): Promise<IssuedSession> {
  return step('session', async () => {
    try {
      // The credentials that were found: to find them again would take a second MFA code.
      const credentials = known.caller.signing?.credentials
      return await issue({ ...callerOptions, ...asked, ...(credentials && { credentials }) })
    } catch (error) {
      if (!isDenial(error)) throw error
      const iam = await iamOf(known, role, { reader, now, signal: callerOptions.signal })
      if (iam === undefined) {
        throw new WrongFound('session', {
          cause: 'refused-unexplained',
          saw: error.message,
          hint: 'IAM cannot be asked: STS alone is called at another address',
        })
      }
      return explainDenial({ error, role, known, request: asked, iam, now: now(), notebook })
    }
  })
}

/** IAM as the caller, and as the reader where the caller is denied. */
async function iamOf(
  { caller }: KnownCaller,
  { partition }: RoleArn,
  { reader, now, signal }: Pick<Attempt, 'reader' | 'now'> & Pick<CallerOptions, 'signal'>,
): Promise<CallIam | undefined> {
  const limits = { now, signal, maxAttempts: 2, timeoutMs: 5000 }
  const own = callIamOf(caller, partition, limits)
  if (reader === undefined) return own
  const other = callIamOf(await resolveCaller({ ...reader, now, signal }, partition), partition, limits)
  if (own === undefined || other === undefined) return own ?? other
  return async (...call) => {
    try {
      return await own(...call)
    } catch (error) {
      if (!isDenial(error)) throw error
      return other(...call)
    }
  }
}

function isDenial(error: unknown): error is HallpassError {
  return error instanceof HallpassError && error.code === 'AccessDenied'
}

async function checkRevoked(
  known: KnownCaller,
  role: RoleArn,
  { sessionName }: RoleRequest,
  now: () => Date,
  notebook: Notebook,
): Promise<void> {
  const found = await findRevoked(known.caller, role, [sessionName], { now })
  const [revoked] = found ?? []
  if (revoked === undefined) {
    return found === undefined
      ? notebook.unknown('revocations', 'you may not read the policies of the role')
      : notebook.good('revocations', `none of ${sessionName}`)
  }
  throw new WrongFound('revocations', {
    cause: 'session-revoked',
    saw: `${sessionName} is revoked in ${role.roleName} until ${revoked.until.toISOString().slice(0, 16).replace('T', ' ')} UTC: keys are issued, and all they ask for is denied`,
    hint: `use another session name; or let it back in: hallpass revoke --role-arn ${role.arn} --session-name='${sessionName}' --undo`,
  })
}

async function checkConsole(
  session: IssuedSession,
  consoleDurationSeconds: number | undefined,
  where: Pick<CallerOptions, 'env' | 'now' | 'signal'>,
  notebook: Notebook,
): Promise<void> {
  const link = await step('console', () => consoleLink({ session, consoleDurationSeconds, ...where }))
  if (consoleDurationSeconds !== undefined && link.consoleDurationSeconds === undefined) {
    notebook.warn('console', {
      cause: 'console-ends-with-keys',
      saw: 'the console session ends with the keys, whatever --console-duration says',
      hint: "AWS takes a longer one only for keys made with an IAM user's own key",
    })
    return
  }
  notebook.good('console', 'a link was made, and dropped')
}
