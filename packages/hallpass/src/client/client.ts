import { randomUUID } from 'node:crypto'
import { HallpassError } from '../base/index.ts'
import { defaultTransport, type Transport } from '../wire/index.ts'
import { call, type CallInput, type Connection, jsonOf } from './call.ts'
import type { OperationName } from './operations.ts'
import type {
  Account,
  ApiToken,
  NewApiToken,
  NewStaff,
  NewWebhook,
  Webhook,
  ContainerCredentials,
  ControlledLease,
  Health,
  Imported,
  Joined,
  Joining,
  Lease,
  LeaseState,
  LeaseToken,
  NewLease,
  NewWorkshop,
  Page,
  Participant,
  Passkey,
  Person,
  PersonalLink,
  PreviewRoleOptions,
  RoleCheck,
  RolePreview,
  RoleToCheck,
  Staff,
  StaffLink,
  Workshop,
  WorkshopChange,
} from './types.ts'

export interface ClientOptions {
  /** Where the server is: `https://desk.example.com`. */
  readonly url: string
  /** An API token, or a lease's. */
  readonly token?: string | undefined
  /** Default: one that all calls share, by way of the proxy that the environment names. */
  readonly transport?: Transport | undefined
  /** Calls off what is on its way: it rejects with `Aborted`, whatever the server does. */
  readonly signal?: AbortSignal | undefined
}

/** Where a list goes on. */
export interface PageOptions {
  /** 1 to 200. Default 50. */
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** What goes with a change. */
export interface ChangeOptions {
  /** Why; in the audit, and shown to whom it concerns. */
  readonly reason?: string | undefined
  /** The version that the change is made from: with another one the server refuses (`VersionConflict`). */
  readonly version?: number | undefined
}

/** What makes something is made once, however often it is sent with one key. Default: a new key. */
export interface CreateOptions {
  readonly idempotencyKey?: string | undefined
}

export type Client = ReturnType<typeof createClient>

/**
 * A client of a Hallpass server, a method for each operation of its API.
 *
 * Every method rejects with a `HallpassError`: the code that the server answered, or the network's.
 *
 * @throws HallpassError `InvalidInput` for an address or a token that is none
 */
export function createClient({
  url,
  token,
  transport = defaultTransport(process.env),
  signal,
}: ClientOptions) {
  const connection: Connection = { url: parseUrl(url), token: checkToken(token), transport, signal }
  const json = async <T>(name: OperationName, input: CallInput = {}): Promise<T> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server holds its answers to the description that these types are compared with
    jsonOf(await call(connection, name, input)) as T
  const text = async (name: OperationName, input: CallInput): Promise<string> =>
    (await call(connection, name, input)).body
  const create = <T>(
    name: OperationName,
    input: CallInput,
    { idempotencyKey = randomUUID() }: CreateOptions,
  ) => json<T>(name, { ...input, idempotencyKey })
  const workshop = <T>(name: OperationName, workshopId: string, input: CallInput = {}) =>
    json<T>(name, { ...input, ids: { workshopId } })
  const lease = <T>(name: OperationName, leaseId: string, input: CallInput = {}) =>
    json<T>(name, { ...input, ids: { leaseId } })
  const staff = <T>(name: OperationName, staffId: string, input: CallInput = {}) =>
    json<T>(name, { ...input, ids: { staffId } })

  return {
    listWorkshops: (options: PageOptions = {}) =>
      json<Page<Workshop>>('listWorkshops', { query: { ...options } }),
    createWorkshop: (body: NewWorkshop, options: CreateOptions = {}) =>
      create<Workshop>('createWorkshop', { body }, options),
    readWorkshop: (id: string) => workshop<Workshop>('readWorkshop', id),
    changeWorkshop: (id: string, body: WorkshopChange, { version }: Pick<ChangeOptions, 'version'> = {}) =>
      workshop<Workshop>('changeWorkshop', id, { body, version }),
    openWorkshop: (id: string, options: ChangeOptions = {}) =>
      workshop<Workshop>('openWorkshop', id, why(options)),
    /** Ends everybody's access; the answer is there when AWS has been told. Safe to repeat. */
    endWorkshop: (id: string, options: ChangeOptions = {}) =>
      workshop<Workshop>('endWorkshop', id, why(options)),
    archiveWorkshop: (id: string, options: ChangeOptions = {}) =>
      workshop<Workshop>('archiveWorkshop', id, why(options)),

    listParticipants: (id: string, options: PageOptions & { externalId?: string | undefined } = {}) =>
      workshop<Page<Participant>>('listParticipants', id, { query: { ...options } }),
    /**
     * Adds people, up to 2,000: a list, or the bytes of a CSV file. With any row that cannot be used, nobody. With
     * `leases` everyone in the workshop who has no lease, and was not revoked, is given one.
     */
    importParticipants: (
      workshopId: string,
      people: readonly Person[] | Uint8Array,
      {
        dryRun,
        leases,
        ...options
      }: CreateOptions & { dryRun?: boolean | undefined; leases?: boolean | undefined } = {},
    ) =>
      create<Imported>(
        'importParticipants',
        {
          ids: { workshopId },
          query: { dryRun, leases },
          ...(people instanceof Uint8Array
            ? { raw: { type: 'text/csv', bytes: people } }
            : { body: { people } }),
        },
        options,
      ),
    readParticipant: (participantId: string) =>
      json<Participant>('readParticipant', { ids: { participantId } }),

    listLeases: (
      id: string,
      options: PageOptions & { state?: LeaseState | undefined; participantId?: string | undefined } = {},
    ) => workshop<Page<Lease>>('listLeases', id, { query: { ...options } }),
    /** Gives somebody a lease, or finds the one they have. Safe to repeat. */
    createLease: (body: NewLease, options: CreateOptions = {}) =>
      create<Lease>('createLease', { body }, options),
    readLease: (id: string) => lease<Lease>('readLease', id),
    /** Ends a lease and the sessions that came from it. Safe to repeat. */
    endLease: (id: string, { version }: Pick<ChangeOptions, 'version'> = {}) =>
      lease<ControlledLease>('endLease', id, { version }),
    suspendLease: (id: string, options: ChangeOptions = {}) =>
      lease<ControlledLease>('suspendLease', id, why(options)),
    resumeLease: (id: string, options: ChangeOptions = {}) =>
      lease<ControlledLease>('resumeLease', id, why(options)),
    revokeLease: (id: string, options: ChangeOptions = {}) =>
      lease<ControlledLease>('revokeLease', id, why(options)),
    extendLease: (id: string, endsAt: string, { reason, version }: ChangeOptions = {}) =>
      lease<ControlledLease>('extendLease', id, { body: { endsAt, reason }, version }),
    makeLeaseToken: (leaseId: string, options: CreateOptions = {}) =>
      create<LeaseToken>('makeLeaseToken', { ids: { leaseId } }, options),

    /** Whoever opens `path` on the server is that participant, until the workshop is over. Secret, shown this once. */
    makePersonalLink: (leaseId: string, options: CreateOptions = {}) =>
      create<PersonalLink>('makePersonalLink', { ids: { leaseId } }, options),

    issueCredentials: (id: string) => lease<ContainerCredentials>('issueCredentials', id),
    /** A console link: as secret as keys, good for 15 minutes. */
    openConsole: async (leaseId: string, destination?: string): Promise<string> =>
      (await call(connection, 'openConsole', { ids: { leaseId }, body: { destination } })).headers[
        'location'
      ] ?? '',
    /** Lets this machine in, without a token: by a code or a personal link's secret. The token is shown this once. */
    joinWorkshop: (body: Joining) => json<Joined>('joinWorkshop', { body }),
    /** With a lease's token: what AWS SDKs ask for by themselves. */
    containerCredentials: () => json<ContainerCredentials>('containerCredentials'),
    /** With a lease's token, which works no more from then on. */
    returnLeaseToken: () => json<{ readonly returned: true }>('returnLeaseToken'),

    /** The whole audit as JSON Lines, from a number on. */
    exportAudit: (from?: number) => text('exportAudit', { query: { from } }),
    readWorkshopAudit: (workshopId: string, options: { from?: number; limit?: number } = {}) =>
      text('readWorkshopAudit', { ids: { workshopId }, query: options }),
    readLeaseAudit: (leaseId: string) => text('readLeaseAudit', { ids: { leaseId } }),

    readReadiness: () => json<{ readonly ready: true }>('readReadiness'),
    /** Those who run workshops, also those who are disabled. */
    listStaff: (options: PageOptions = {}) => json<Page<Staff>>('listStaff', { query: { ...options } }),
    addStaff: (body: NewStaff, options: CreateOptions = {}) => create<Staff>('addStaff', { body }, options),
    readStaff: (id: string) => staff<Staff>('readStaff', id),
    changeStaff: (id: string, body: Partial<NewStaff>, { version }: Pick<ChangeOptions, 'version'> = {}) =>
      staff<Staff>('changeStaff', id, { body, version }),
    /** Ends their browsers, unused links and API tokens at once; never the last admin's. Safe to repeat. */
    disableStaff: (id: string, options: ChangeOptions = {}) => staff<Staff>('disableStaff', id, why(options)),
    enableStaff: (id: string, options: ChangeOptions = {}) => staff<Staff>('enableStaff', id, why(options)),
    /** A secret that signs them in, once, at `/link#SECRET`; it is shown this once. */
    makeStaffLink: (staffId: string, options: CreateOptions = {}) =>
      create<StaffLink>('makeStaffLink', { ids: { staffId } }, options),

    /** One's own, of those who run workshops: a token has none. */
    readAccount: () => json<Account>('readAccount'),
    renamePasskey: (passkeyId: string, name: string) =>
      json<Passkey>('renamePasskey', { ids: { passkeyId }, body: { name } }),
    /** The last one only with `evenTheLast`: afterwards an admin has to make a link. */
    removePasskey: (
      passkeyId: string,
      { evenTheLast }: { readonly evenTheLast?: boolean | undefined } = {},
    ) => json<{ readonly removed: true }>('removePasskey', { ids: { passkeyId }, query: { evenTheLast } }),
    signOutBrowser: (browserId: string) =>
      json<{ readonly signedOut: number }>('signOutBrowser', { ids: { browserId } }),
    /** Answers how many there were. Safe to repeat. */
    signOutEverywhere: () => json<{ readonly signedOut: number }>('signOutEverywhere'),

    /** Somebody else's, for an admin. */
    listStaffPasskeys: (id: string) => staff<{ readonly items: readonly Passkey[] }>('listStaffPasskeys', id),
    /** Also the last one: they need a link then. Their browsers stay signed in. */
    removeStaffPasskey: (staffId: string, passkeyId: string) =>
      json<{ readonly removed: true }>('removeStaffPasskey', { ids: { staffId, passkeyId } }),

    listApiTokens: () => json<{ readonly items: readonly ApiToken[] }>('listApiTokens'),
    /** The secret is shown this once. */
    makeApiToken: (body: NewApiToken, options: CreateOptions = {}) =>
      create<{ readonly token: ApiToken; readonly secret: string }>('makeApiToken', { body }, options),
    revokeApiToken: (tokenId: string) =>
      json<{ readonly revoked: true }>('revokeApiToken', { ids: { tokenId } }),
    listWebhooks: () => json<{ readonly items: readonly Webhook[] }>('listWebhooks'),
    /** The secret that deliveries are signed with is shown this once. */
    createWebhook: (body: NewWebhook, options: CreateOptions = {}) =>
      create<{ readonly webhook: Webhook; readonly secret: string }>('createWebhook', { body }, options),
    removeWebhook: (webhookId: string) =>
      json<{ readonly removed: true }>('removeWebhook', { ids: { webhookId } }),

    previewRole: (options: PreviewRoleOptions) =>
      json<RolePreview>('previewRole', {
        query: { ...options, regions: options.regions?.join(',') },
      }),

    readHealth: () => json<Health>('readHealth'),
    checkRole: (role: RoleToCheck) => json<RoleCheck>('checkRole', { body: role }),
    readMetrics: () => text('readMetrics', {}),
  }
}

function why({ reason, version }: ChangeOptions): CallInput {
  return { body: { reason }, version }
}

// A token goes into a header as it is; what it was is not repeated.
function checkToken(token: string | undefined): string | undefined {
  if (token === undefined || /^[\x21-\x7e]{1,500}$/.test(token)) return token
  throw new HallpassError('InvalidInput', 'that is no token of a server', {
    hint: 'copy it whole, on one line, with nothing around it',
    facts: { name: 'token' },
  })
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const web = parsed?.protocol === 'https:' || parsed?.protocol === 'http:'
  if (web && parsed.username === '' && parsed.password === '') return parsed
  throw new HallpassError('InvalidInput', 'the address of the server is no http(s) URL', {
    hint: 'for example https://desk.example.com',
    facts: { name: 'url' },
  })
}
