import { requestId } from '../../base/index.ts'
import type { AccessReport } from '../../model/index.ts'
import type { Call, QueryAction } from '../../protocol/index.ts'
import {
  anyResource,
  checkLength,
  iamAction,
  invalidInput,
  noSuchEntity,
  pageOf,
  pageParameters,
  required,
  requiredWord,
  type Target,
} from '../request/index.ts'

/** The oldest report goes when there is one more. */
const mostReports = 1000

const reportTarget = (call: Call): Target => ({ arn: checkedArn(call) })

const generateDetails = iamAction(
  'GenerateServiceLastAccessedDetails',
  ['Arn', 'Granularity'],
  reportTarget,
  (call) => {
    const { accessReports } = call.account
    const arn = checkedArn(call)
    if (!exists(call, arn)) throw noSuchEntity(`ARN ${arn} does not exist.`)
    const granularity = call.params.has('Granularity')
      ? requiredWord(call, 'Granularity', ['SERVICE_LEVEL', 'ACTION_LEVEL'])
      : 'SERVICE_LEVEL'
    // Shaped as AWS’s job ids are, too.
    const id = requestId(call.randomBytes)
    accessReports.set(id, { createdAt: call.now, granularity })
    const [oldest] = accessReports.keys()
    if (accessReports.size > mostReports && oldest !== undefined) accessReports.delete(oldest)
    return { JobId: id }
  },
)

const getDetails = iamAction(
  'GetServiceLastAccessedDetails',
  ['JobId', ...pageParameters],
  anyResource,
  (call) => {
    const { createdAt, granularity } = reportOf(call)
    return {
      JobStatus: 'COMPLETED',
      JobType: granularity,
      JobCreationDate: createdAt,
      ServicesLastAccessed: [],
      JobCompletionDate: createdAt,
      ...noPage(call),
    }
  },
)

const getDetailsWithEntities = iamAction(
  'GetServiceLastAccessedDetailsWithEntities',
  ['JobId', 'ServiceNamespace', ...pageParameters],
  anyResource,
  (call) => {
    const { createdAt } = reportOf(call)
    checkLength(required(call, 'ServiceNamespace'), 'ServiceNamespace', 1, 64)
    return {
      JobStatus: 'COMPLETED',
      JobCreationDate: createdAt,
      JobCompletionDate: createdAt,
      EntityDetailsList: [],
      ...noPage(call),
    }
  },
)

/** When something last used which service: nothing is kept of that here, so a report is done at once and empty. */
export const accessAdvisorActions: readonly QueryAction[] = [
  generateDetails,
  getDetails,
  getDetailsWithEntities,
]

function checkedArn(call: Call): string {
  const arn = required(call, 'Arn')
  checkLength(arn, 'Arn', 20, 2048)
  if (!/^arn:aws[a-z-]*:iam::(?:\d{12}|aws):(?:user|group|role|policy)\/./.test(arn)) {
    throw invalidInput(`ARN ${arn} is not valid.`)
  }
  return arn
}

function exists({ account }: Call, arn: string): boolean {
  if (arn.includes('::aws:') || account.managedPolicies.has(arn)) return true
  return [account.users, account.groups, account.roles].some((entities) =>
    [...entities.values()].some((entity) => entity.arn === arn),
  )
}

function reportOf(call: Call): AccessReport {
  const id = required(call, 'JobId')
  checkLength(id, 'JobId', 36, 36)
  const report = call.account.accessReports.get(id)
  if (report === undefined) throw noSuchEntity(`JobId ${id} does not exist.`)
  return report
}

function noPage(call: Call) {
  return pageOf<string>(call, [], (item) => item).rest
}
