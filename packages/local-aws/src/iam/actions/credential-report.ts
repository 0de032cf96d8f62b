import { AwsError } from '../../base/index.ts'
import { type AccessKey, nameKey, type SigningCertificate, type User } from '../../model/index.ts'
import type { Call, QueryAction } from '../../protocol/index.ts'
import { anyResource, iamAction, iamArn } from '../request/index.ts'

/** A report counts for four hours: until then the same one is answered. */
const countsForMs = 4 * 3_600_000
const dayMs = 86_400_000

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...['access_key_1', 'access_key_2'].flatMap((key) => [
    `${key}_active`,
    `${key}_last_rotated`,
    `${key}_last_used_date`,
    `${key}_last_used_region`,
    `${key}_last_used_service`,
  ]),
  ...['cert_1', 'cert_2'].flatMap((certificate) => [`${certificate}_active`, `${certificate}_last_rotated`]),
]

const none = 'N/A'
const notSupported = 'not_supported'
/** Of passwords: nothing signs in with them here. */
const neverUsed = 'no_information'

const generateReport = iamAction('GenerateCredentialReport', [], anyResource, (call) => {
  if (hasFreshReport(call)) return { State: 'COMPLETE' }
  call.account.credentialReport = { generatedAt: call.now, text: report(call) }
  return {
    State: 'STARTED',
    Description: 'No report exists. Starting a new report generation task',
  }
})

const getReport = iamAction('GetCredentialReport', [], anyResource, (call) => {
  const { credentialReport } = call.account
  if (credentialReport === undefined) {
    throw new AwsError(
      'ReportNotPresent',
      410,
      'No report exists. Generate one with GenerateCredentialReport.',
    )
  }
  if (!hasFreshReport(call)) {
    throw new AwsError(
      'ReportExpired',
      410,
      'The most recent report is older than four hours. Generate a new one with GenerateCredentialReport.',
    )
  }
  return {
    Content: Buffer.from(credentialReport.text).toString('base64'),
    ReportFormat: 'text/csv',
    GeneratedTime: credentialReport.generatedAt,
  }
})

/** Every user of an account and the state of their credentials, as one table. */
export const credentialReportActions: readonly QueryAction[] = [generateReport, getReport]

function hasFreshReport({ account, now }: Call): boolean {
  const generatedAt = account.credentialReport?.generatedAt
  return generatedAt !== undefined && now.getTime() - generatedAt.getTime() < countsForMs
}

function report(call: Call): string {
  const users = [...call.account.users.values()].toSorted((one, other) =>
    nameKey(one.name) < nameKey(other.name) ? -1 : 1,
  )
  const rows = [columns, rootRow(call), ...users.map((user) => userRow(call, user))]
  return rows.map((row) => row.map(quoted).join(',')).join('\n')
}

function rootRow(call: Call): readonly string[] {
  const { id } = call.account
  return [
    '<root_account>',
    iamArn(id, 'root'),
    shownDate(new Date(0)),
    notSupported,
    neverUsed,
    notSupported,
    notSupported,
    'false',
    ...keyCells(call, undefined),
    ...certificateCells(call, undefined),
  ]
}

function userRow(call: Call, user: User): readonly string[] {
  const hasDevice = [...call.account.mfaDevices.values()].some(({ userName }) => userName === user.name)
  return [
    user.name,
    user.arn,
    shownDate(user.createdAt),
    ...passwordCells(call, user),
    String(hasDevice),
    ...keyCells(call, user.name),
    ...certificateCells(call, user.name),
  ]
}

function passwordCells({ account }: Call, { loginProfile }: User): readonly string[] {
  if (loginProfile === undefined) return ['false', none, none, none]
  const changedAt = loginProfile.changedAt ?? loginProfile.createdAt
  const days = account.passwordPolicy?.maxAgeDays
  const next = days === undefined ? none : shownDate(new Date(changedAt.getTime() + days * dayMs))
  return ['true', neverUsed, shownDate(changedAt), next]
}

/** The two oldest keys: nobody has more. */
function keyCells({ account, state }: Call, userName: string | undefined): readonly string[] {
  const keys = [...state.accessKeys.values()].filter(
    (key) => key.account === account.id && key.userName === userName,
  )
  return [keys[0], keys[1]].flatMap(oneKey)
}

function oneKey(key: AccessKey | undefined): readonly string[] {
  if (key === undefined) return ['false', none, none, none, none]
  const { lastUsed } = key
  return [
    String(key.status === 'Active'),
    shownDate(key.changedAt ?? key.createdAt),
    ...(lastUsed === undefined
      ? [none, none, none]
      : [shownDate(lastUsed.at), lastUsed.region, lastUsed.service]),
  ]
}

function certificateCells({ account }: Call, userName: string | undefined): readonly string[] {
  const certificates = [...account.signingCertificates.values()].filter((one) => one.userName === userName)
  return [certificates[0], certificates[1]].flatMap(oneCertificate)
}

function oneCertificate(certificate: SigningCertificate | undefined): readonly string[] {
  if (certificate === undefined) return ['false', none]
  return [String(certificate.status === 'Active'), shownDate(certificate.uploadedAt)]
}

/** `2026-11-22T12:00:00+00:00` */
function shownDate(date: Date): string {
  return `${date.toISOString().slice(0, 19)}+00:00`
}

/** A user may be called `a,b`. */
function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
