/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** The cursor of the next page; null on the last. */
  readonly next: string | null
}

/** An account and the role in it that a workshop hands out. */
export interface WorkshopRole {
  readonly accountId: string
  readonly roleArn: string
}

export type WorkshopState = 'draft' | 'open' | 'ended' | 'archived'
export type LeaseState = 'pending' | 'active' | 'suspended' | 'revoked' | 'ended'
export type JoinMode = 'closed' | 'code' | 'open'

/** What a workshop is made from. Moments are ISO 8601. */
export interface NewWorkshop {
  readonly name: string
  /** At least one; leases are for the first, unless they name another. */
  readonly roles: readonly WorkshopRole[]
  readonly issuer?: string | undefined
  readonly startsAt: string
  readonly endsAt: string
  /** An IANA name such as `Europe/Berlin`. Default `UTC`. */
  readonly timeZone?: string | undefined
  /** Leases that can be alive at the same time: 1 to 10,000. */
  readonly seats: number
  /** How long a session lasts, in seconds: 900 to 43,200. Default 3,600. */
  readonly durationSeconds?: number | undefined
  /** JSON, with `${participant}`, `${workshop}`, `${lease}`. */
  readonly sessionPolicy?: string | null | undefined
  readonly sessionTags?: Readonly<Record<string, string>> | undefined
  readonly regions?: readonly string[] | undefined
  readonly consoleAllowed?: boolean | undefined
  readonly joinMode?: JoinMode | undefined
  readonly joinCap?: number | null | undefined
  /** Default `draft`. */
  readonly state?: 'draft' | 'open' | undefined
}

/** What of a workshop is to be otherwise. */
export interface WorkshopChange extends Partial<Omit<NewWorkshop, 'state'>> {
  readonly newJoinCode?: boolean | undefined
}

export interface Workshop {
  readonly id: string
  readonly name: string
  readonly state: WorkshopState
  readonly roles: readonly WorkshopRole[]
  readonly issuer: string
  readonly startsAt: string
  readonly endsAt: string
  readonly timeZone: string
  readonly seats: number
  readonly durationSeconds: number
  readonly sessionPolicy: string | null
  readonly sessionTags: Readonly<Record<string, string>>
  readonly regions: readonly string[]
  readonly consoleAllowed: boolean
  readonly joinMode: JoinMode
  readonly joinCode: string | null
  readonly joinCap: number | null
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly endedAt: string | null
}

/** A person, as a platform knows them. */
export interface Person {
  /** Left out, a pseudonym is made. */
  readonly name?: string | undefined
  readonly email?: string | undefined
  /** The platform's own id: the same person when it comes again. */
  readonly externalId?: string | undefined
}

export interface Participant {
  readonly id: string
  readonly workshopId: string
  readonly name: string
  readonly pseudonym: boolean
  readonly email: string | null
  readonly externalId: string | null
  readonly createdAt: string
}

/** What an import did, or would do. */
export interface Imported {
  readonly dryRun: boolean
  readonly added: number
  readonly known: number
  /** How many leases were made. */
  readonly leases: number
  /** With any of them nobody is added. */
  readonly problems: readonly {
    readonly row: number
    readonly message: string
    readonly hint: string | null
  }[]
}

export interface NewLease {
  readonly workshopId: string
  /** A participant's id, or a person, who is added when they are not there yet. */
  readonly participant: string | Person
  readonly endsAt?: string | undefined
  readonly durationSeconds?: number | undefined
  readonly roleArn?: string | undefined
  /** Lets somebody back in whose last lease was revoked. */
  readonly afterRevocation?: boolean | undefined
}

export interface Lease {
  readonly id: string
  readonly workshopId: string
  readonly participantId: string
  readonly participant: Participant
  readonly state: LeaseState
  readonly accountId: string
  readonly roleArn: string
  /** As CloudTrail has it. */
  readonly sessionName: string
  readonly startsAt: string
  readonly endsAt: string
  readonly reason: string | null
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly firstUsedAt: string | null
  readonly lastIssuedAt: string | null
  readonly lastAccessKeyId: string | null
  readonly consoleOpenedAt: string | null
}

/** A lease, and what became of its sessions. */
export interface ControlledLease {
  readonly lease: Lease
  /** Null where nothing was taken away. `wanted`: AWS has not been told yet, it is tried again. */
  readonly denial: {
    readonly state: 'unneeded' | 'wanted' | 'written' | 'proved'
    readonly deniedAt: string | null
  } | null
}

/** Temporary keys, under the names that AWS's SDKs read from a container credentials endpoint. */
export interface ContainerCredentials {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly Token: string
  readonly Expiration: string
}

/** A token with which a machine fetches a lease's keys. */
export interface LeaseToken {
  readonly id: string
  /** Shown this once. */
  readonly token: string
  /** What `AWS_CONTAINER_CREDENTIALS_FULL_URI` has to end with. */
  readonly credentialsPath: string
}

/** A link that is one participant, on any number of machines, until the workshop is over. Secret. */
export interface PersonalLink {
  readonly secret: string
  /** What it has behind the server's address: `/link#…`. */
  readonly path: string
  readonly expiresAt: string
}

/** What a machine joins with. */
export interface Joining {
  /** A workshop's code, the code on a pass for a second machine, or a personal link's secret (`hp_link_…`). */
  readonly code: string
  /** Who joins, by a workshop's code; without it, and nobody known, the server refuses (`InvalidInput`, `name`). */
  readonly name?: string | undefined
  /** In place of a name. */
  readonly pseudonym?: boolean | undefined
  /** Tokens of leases that the machine has from before, at most 20: whoever comes back is who they were. */
  readonly known?: readonly string[] | undefined
}

/** Whose machine it is. */
export interface Joined {
  readonly lease: Lease
  readonly workshop: Pick<Workshop, 'id' | 'name' | 'state' | 'startsAt' | 'endsAt' | 'timeZone'>
  /** Where the keys are used. */
  readonly region: string
  /** The endpoint of every service; null for AWS's own. */
  readonly endpointUrl: string | null
  /** The token with which it gets keys, shown this once; null where it has one already. */
  readonly token: string | null
  readonly credentialsPath: string
}

export interface Health {
  readonly status: 'ok' | 'attention'
  readonly roles: readonly {
    readonly issuer: string
    readonly roleArn: string
    readonly accountId: string
    readonly sessionTagsAllowed: boolean | null
    readonly sourceIdentityAllowed: boolean | null
    readonly findings: readonly { readonly problem: string; readonly hint: string | null }[]
    /** `null` before the first session. */
    readonly checkedAt: string | null
    /** `null` where nobody had it checked. */
    readonly doctor:
      | ({
          /** Of the last look; what is beside it was found by the last that ended. */
          readonly state: 'running' | 'ended' | 'given-up'
          readonly endedAt: string | null
        } & CheckFindings)
      | null
  }[]
  /** Workshops that get no keys: the server was started without their issuer. */
  readonly workshops: readonly { readonly id: string; readonly name: string; readonly issuer: string }[]
  /** What the replicas that run were started with differently. */
  readonly replicas: readonly { readonly problem: string; readonly hint: string | null }[]
  /** What is wrong with how staff signs in. */
  readonly signIn: readonly { readonly problem: string; readonly hint: string | null }[]
  readonly denials: {
    readonly wanted: number
    readonly oldest: string | null
    readonly lastError: string | null
  }
}

/** What doctor found. */
export interface CheckFindings {
  /** The first thing that is wrong; nothing behind it was looked at. */
  readonly wrong: CheckFinding | null
  readonly warnings: readonly CheckFinding[]
  readonly checks: readonly {
    readonly name: string
    readonly outcome: 'good' | 'wrong' | 'warning' | 'unknown'
    readonly saw: string
  }[]
}

export interface CheckFinding {
  readonly cause: string
  readonly saw: string
  /** What to type or to change. */
  readonly hint: string | null
}

/** A role that a workshop has. */
export interface RoleToCheck {
  readonly roleArn: string
  /** Default: `default`. */
  readonly issuer?: string | undefined
}

/** What was found by a look just now. */
export interface RoleCheck extends CheckFindings {
  readonly issuer: string
  readonly roleArn: string
  readonly endedAt: string
}

/** A role, and what limits its sessions. */
export interface PreviewRoleOptions {
  readonly roleArn: string
  /** Default: `default`. */
  readonly issuer?: string | undefined
  readonly sessionPolicy?: string | undefined
  readonly regions?: readonly string[] | undefined
}

/** What a session of a role may do, decided by the policy engine over the role's policies as IAM has them. */
export interface RolePreview {
  readonly roleArn: string
  /** False: nothing of the role could be read, and `notes` say why. */
  readonly readable: boolean
  readonly may: readonly (PreviewLimits & {
    readonly ability: string
    readonly everywhere: boolean
    /** Where alone; where not, when it is allowed everywhere. */
    readonly places: readonly string[]
    /** Where not, of the places where alone. */
    readonly butNot: readonly string[]
  })[]
  /** Services in which anything is allowed; `*`: all there are. */
  readonly whole: readonly (PreviewLimits & { readonly except: readonly string[] })[]
  readonly mayNot: readonly string[]
  readonly others: readonly string[]
  /** What all of the policies together allow, exactly. */
  readonly allowed: readonly PreviewRule[]
  /** What is denied of it. */
  readonly denied: readonly PreviewRule[]
  readonly warnings: readonly string[]
  /** The same, to be read. */
  readonly words: {
    readonly may: readonly string[]
    /** What of it is denied again. */
    readonly butNot: readonly string[]
    readonly mayNot: readonly string[]
    readonly warnings: readonly string[]
  }
  readonly notes: readonly string[]
}

/**
 * What holds for a request that fits one of `actions` and of `resources`, none of `notActions` and `notResources`, and
 * meets all of the conditions. Of patterns that all have to fit, ` & ` is between them.
 */
export interface PreviewRule {
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly string[]
  readonly notResources: readonly string[]
  readonly conditions: PreviewLimits['conditions']
}

interface PreviewLimits {
  readonly service: string
  /** `null`: any. */
  readonly regions: readonly string[] | null
  readonly conditions: readonly {
    readonly operator: string
    readonly key: string
    readonly values: readonly string[]
  }[]
}

/** Somebody who runs workshops. */
export interface Staff {
  readonly id: string
  readonly name: string
  readonly email: string | null
  /** An instructor has the workshops of their own alone. */
  readonly role: 'admin' | 'instructor'
  readonly state: 'active' | 'disabled'
  /** `groups`: those of the OpenID Connect provider, which give access back as well. */
  readonly disabledBy: 'admin' | 'groups' | null
  /** Whether they have signed in by OpenID Connect. */
  readonly openIdConnect: boolean
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly disabledAt: string | null
  readonly lastSignedInAt: string | null
}

export interface NewStaff {
  readonly name: string
  readonly email?: string | null | undefined
  readonly role: 'admin' | 'instructor'
}

/** What signs a member of staff in, once. */
export interface StaffLink {
  readonly secret: string
  readonly expiresAt: string
}

/** What signs somebody in who runs workshops, without a name or a password. */
export interface Passkey {
  readonly id: string
  readonly name: string
  /** Whether it can be on more than one device. */
  readonly multiDevice: boolean
  /** Whether it is, in a password manager. */
  readonly backedUp: boolean
  readonly createdAt: string
  readonly lastUsedAt: string | null
}

/** A browser that somebody is signed in with. */
export interface SignedInBrowser {
  readonly id: string
  /** As it named itself. */
  readonly userAgent: string | null
  readonly createdAt: string
  /** Within five minutes. */
  readonly lastSeenAt: string
  readonly expiresAt: string
}

/** Who somebody is, and how they sign in. */
export interface Account {
  readonly staff: Staff
  readonly passkeys: readonly Passkey[]
  readonly browsers: readonly SignedInBrowser[]
}

/** What a platform's token is for. */
export type TokenScope = 'workshops' | 'participants' | 'leases' | 'credentials' | 'audit' | 'webhooks'

/** A platform's token, without its secret. */
export interface ApiToken {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  /** `null`: every workshop. */
  readonly workshopIds: readonly string[] | null
  readonly createdAt: string
  readonly expiresAt: string
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

export interface NewApiToken {
  readonly name: string
  readonly scopes: readonly TokenScope[]
  readonly workshopIds?: readonly string[] | null | undefined
  /** 1 to 366. Default 90. */
  readonly lifetimeDays?: number | undefined
}

/** Where a platform is told what happens to leases. */
export interface Webhook {
  readonly id: string
  readonly url: string
  readonly events: readonly string[]
  /** `null`: every workshop of whoever made it. */
  readonly workshopId: string | null
  readonly createdAt: string
}

export interface NewWebhook {
  readonly url: string
  readonly events?: readonly string[] | undefined
  readonly workshopId?: string | null | undefined
}
