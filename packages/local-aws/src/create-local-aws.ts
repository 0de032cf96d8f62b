import { decide, type RequestFacts, tellAbilitiesOf } from './authorize/index.ts'
import { type DataDirectory, longestInJournal, openDataDirectory } from './data/index.ts'
import { dynamodbActions } from './dynamodb/index.ts'
import { keptAccountId, keptSealingKey } from './kept.ts'
import {
  checkKnownNames,
  fetchDocument,
  headerValues,
  pooledRandomBytes,
  type RawRequest,
  requestId,
} from './base/index.ts'
import { createGateway, createWeather } from './gateway/index.ts'
import { iamActions } from './iam/index.ts'
import { listen } from './listen.ts'
import { type LocalAws, type LocalAwsOptions, localAwsOptionNames } from './local-aws.ts'
import { eventRoutes, snapshotRoutes, withList } from './local/index.ts'
import {
  accessRoleArn,
  accountIds,
  createAccessRole,
  createAdmin,
  createState,
  type State,
} from './model/index.ts'
import { denialMessage } from './policy/index.ts'
import type { Caller } from './protocol/index.ts'
import { secretsManagerActions } from './secretsmanager/index.ts'
import { createAuthenticate, createSessions } from './sessions/index.ts'
import { createSignIn } from './signin/index.ts'
import { createSnapshots, type FirstKeys } from './snapshot/index.ts'
import { rememberSigningKeys } from './sigv4/index.ts'
import { snsActions } from './sns/index.ts'
import { sqsActions } from './sqs/index.ts'
import { ssmActions } from './ssm/index.ts'
import { createTrail } from './trail/index.ts'
import { stsActions, unsignedStsActions } from './sts/index.ts'
import { checkFirst, plantSeed, seededAccounts, worldClock } from './world/index.ts'

/**
 * Makes a local AWS in which signatures are verified and every decision is made by evaluating policies. It
 * starts with its accounts, one administrator and what the seed says; it ends with the object.
 *
 * @throws TypeError for an option that does not exist; when the ids of the accounts or of the organisation are none,
 * `region` is no region's name, a part of the weather out of its bounds, `maxStoredBytes` below 1 MiB, `maxEvents` not from 0 to 1,000,000, or something of the seed what AWS would refuse
 * @throws DataError for a directory of `data` that is in use, damaged, of something else or another account, or cannot be used
 */
export function createLocalAws(options: LocalAwsOptions = {}): LocalAws {
  const { localAws, begun, giveUp } = beginLocalAws(options)
  try {
    begun()
    return localAws
  } catch (error) {
    giveUp()
    throw error
  }
}

/** A local AWS whose beginning may still fail. */
export interface BegunLocalAws {
  readonly localAws: LocalAws
  /** Whether it goes on with nothing that an earlier one kept. */
  readonly isNew: boolean
  /** Loads a file as the beginning, which `reset` puts back. @throws DataError */
  readonly beginWithFile: (path: string) => Promise<void>
  /** What its directory was begun with; `undefined` where that was not said. */
  readonly begunWith: string | undefined
  /** From here on its directory counts as begun: whoever ends before that, however, leaves a new one. @throws DataError */
  readonly begun: () => void
  /** Closes it; a directory that was begun with it is as it was before. */
  readonly giveUp: () => void
}

/**
 * As {@link createLocalAws}, for those who have more to do before it counts as begun.
 *
 * @param begunWith kept in a directory that is new
 */
export function beginLocalAws(options: LocalAwsOptions, begunWith?: string): BegunLocalAws {
  checkKnownNames('createLocalAws()', options, localAwsOptionNames)
  const members = seededAccounts(options.seed ?? {})
  if (options.data === undefined) return assemble(options, members, undefined)
  const data = openDataDirectory(options.data, begunWith)
  try {
    return assemble(options, members, data)
  } catch (error) {
    if (data.kept === undefined) data.discard()
    else data.close()
    throw error
  }
}

/**
 * Makes what is there from the start.
 *
 * @param place.now the administrator has been there for a while, and is known everywhere
 */
function begin(
  state: State,
  { admin: key, seed = {} }: LocalAwsOptions,
  place: { readonly region: string; readonly now: Date; readonly randomBytes: (size: number) => Uint8Array },
): FirstKeys {
  const account = state.accounts.get(state.organization.managementAccountId)
  if (account === undefined) throw new TypeError('there is no management account')
  const admin = createAdmin(state, account, { ...place, key })
  for (const other of state.accounts.values()) if (other !== account) createAccessRole(state, other, place)
  return { admin, keys: plantSeed(seed, { ...place, state }) }
}

/** @param members the accounts beside the first that the seed has */
function assemble(
  options: LocalAwsOptions,
  members: readonly string[],
  data: DataDirectory | undefined,
): BegunLocalAws {
  const { seed = {}, secureTransport = true } = options
  const { organizationId = seed.organizationId ?? 'o-exampleorgid', region = seed.region ?? 'us-east-1' } =
    options
  const now = options.now ?? worldClock(seed)
  const randomBytes = options.randomBytes ?? pooledRandomBytes()
  const log = options.log ?? (() => {})
  const { accountId: first = seed.accountId, accounts } = options
  const ids =
    data?.kept === undefined
      ? accountIds({ accountId: first, accounts, members })
      : ([keptAccountId(data.kept, options)] as const)
  const [accountId] = ids
  checkFirst(seed, accountId)
  if (!/^o-[a-z0-9]{10,32}$/.test(organizationId)) {
    throw new TypeError(`organizationId must be o- and 10 to 32 letters and digits, not '${organizationId}'`)
  }
  if (!/^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/.test(region)) throw new TypeError(`'${region}' is not a region`)

  const weather = createWeather(options, randomBytes)
  const { consistencyDelayMs = 0 } = options
  const { maxStoredBytes } = options
  if (maxStoredBytes !== undefined && !(maxStoredBytes >= 1024 * 1024)) {
    throw new TypeError('maxStoredBytes must be 1048576 or more')
  }
  const { maxEvents = 10_000 } = options
  if (!Number.isSafeInteger(maxEvents) || maxEvents < 0 || maxEvents > 1_000_000) {
    throw new TypeError('maxEvents must be a whole number from 0 to 1000000')
  }
  const state = createState(
    ids,
    (createdAt) => now().getTime() - createdAt.getTime() >= consistencyDelayMs,
    maxStoredBytes,
    organizationId,
    data && { longestInMemory: longestInJournal, mostInMemory: 16 * 1024 * 1024, shelf: data.shelf },
  )
  const kept = data?.kept
  const snapshots = createSnapshots(
    state,
    kept ??
      begin(state, options, { region, randomBytes, now: new Date(now().getTime() - consistencyDelayMs) }),
    {
      accountId,
      now,
      onLoad: () => {
        // What happened before is of another world.
        trail.forget()
        keeping?.rewrite()
      },
    },
  )
  const key = kept === undefined ? randomBytes(32) : keptSealingKey(kept, options.data ?? '')
  const keeping = data?.keep(
    state,
    new Set([state.contents]),
    () => new Map([...snapshots.all(), ['sealingKey', key]]),
  )
  // What an earlier process left half done.
  if (data !== undefined) state.contents.sweep()
  const sessions = createSessions(key, randomBytes)

  const trail = createTrail(state, { maxEvents, defaultAccountId: accountId })
  const factsOf = (caller: Caller, request: RawRequest): RequestFacts => ({
    caller,
    state,
    region,
    now: now(),
    remoteAddress: request.remoteAddress,
    userAgent: headerValues(request.rawHeaders).get('user-agent'),
    secureTransport,
  })
  const signIn = createSignIn({
    state,
    key,
    sessions,
    now,
    randomBytes,
    oneConsoleSession: options.oneConsoleSession === true,
    refuse: (action, caller, request) => {
      const decision = decide(factsOf(caller, request), { action, resource: '*' })
      return decision.decision === 'Allowed' ? undefined : denialMessage(decision)
    },
    tellAbilities: (caller, request) => tellAbilitiesOf(factsOf(caller, request)),
  })
  const handle = createGateway({
    state,
    trail,
    changingState: keeping?.view ?? state,
    commit: () => keeping?.commit(),
    authenticate: createAuthenticate(state, sessions),
    signIn,
    actions: { sts: stsActions(sessions), iam: iamActions, sns: snsActions },
    jsonActions: {
      dynamodb: dynamodbActions,
      ssm: ssmActions,
      secretsmanager: secretsManagerActions,
      sqs: sqsActions(now),
    },
    unsignedActions: unsignedStsActions(sessions, options.fetchDocument ?? fetchDocument),
    weather,
    localRoutes: withList([
      ...eventRoutes({ trail, managementAccount: accountId, now }),
      ...snapshotRoutes(snapshots, accountId),
    ]),
    signingKeys: rememberSigningKeys(),
    defaultAccountId: accountId,
    defaultRegion: region,
    secureTransport,
    now,
    randomBytes,
    log,
  })
  const serve = weather.onBreakingConnections(handle, (entry) =>
    log({ ...entry, at: now(), requestId: requestId(randomBytes) }),
  )
  const { save, load, reset, saveFile, loadFile } = snapshots
  let isClosed = false
  let hasBegun = false
  const localAws: LocalAws = {
    accountId,
    get accounts() {
      return [...state.accounts.keys()].map((id) => ({
        accountId: id,
        accessRoleArn: id === accountId ? undefined : accessRoleArn(id),
      }))
    },
    get organizationId() {
      return state.organization.id
    },
    region,
    get admin() {
      return snapshots.firstKeys().admin
    },
    get keys() {
      return snapshots.firstKeys().keys
    },
    save,
    load,
    reset,
    saveFile,
    loadFile,
    handle,
    events: trail.events,
    listen: (where) => listen(serve, where),
    close: () => {
      if (data === undefined || isClosed) return
      isClosed = true
      try {
        keeping?.rewrite()
      } finally {
        data.close()
      }
    },
  }
  const isNew = kept === undefined
  return {
    localAws,
    isNew,
    begunWith: data?.begunWith,
    beginWithFile: snapshots.beginWithFile,
    begun: () => {
      data?.begun()
      hasBegun = true
    },
    giveUp: () => {
      if (data === undefined || isClosed || !isNew || hasBegun) return localAws.close()
      isClosed = true
      data.discard()
    },
  }
}
