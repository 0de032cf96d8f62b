import { HallpassError, shownValue } from '../../base/index.ts'
import { type LoadedConfig, readConfig } from '../../config/index.ts'
import {
  engineInstallCommand,
  loadPolicyEngine,
  type NamedPolicy,
  type PolicyEngine,
} from '../../policy-engine/index.ts'
import {
  judgeTable,
  type JudgedRow,
  parseTable,
  simulateTable,
  type TablePolicies,
  type TableRow,
} from '../../policy-table/index.ts'
import { openIam, readRole } from '../../role/index.ts'
import { fileReason, fileText, readRegularFile } from '../../safe-file/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import { createModel, literalReferences, resolveInputs } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import { readStream } from '../terminal/read-stream.ts'
import { table } from '../terminal/table.ts'
import type { PolicyTestFlags } from './flags.ts'

/** `hallpass policy test`: a table of what is expected, held to policies. */
export async function runPolicyTest(
  context: CommandContext,
  flags: PolicyTestFlags,
  file: string,
): Promise<void> {
  checkFlags(flags)
  const rows = parseTable(await readTable(context, file))
  const judged =
    flags.simulate === true ? await simulated(context, flags, rows) : await decided(context, flags, rows)
  const wrong = judged.filter(({ asExpected }) => !asExpected)
  context.output.result(flags.json === true ? jsonText(judged) : words(judged))
  const total = `${judged.length} ${judged.length === 1 ? 'line' : 'lines'}`
  if (wrong.length === 0) return context.output.note(`${total}, all as the table says`)
  context.output.error(
    `${wrong.length} of ${total} ${wrong.length === 1 ? 'is' : 'are'} not as the table says`,
  )
  context.exitWith(exitCodes.differs)
}

function checkFlags({ roleArn, preset, policy, simulate, sessionPolicy }: PolicyTestFlags): void {
  const own = preset !== undefined || policy !== undefined
  if (simulate === true && (own || sessionPolicy !== undefined || !roleArn?.startsWith('arn:'))) {
    throw usage(
      '--simulate is about a role that exists',
      'give its ARN by --role-arn, and no policies of your own',
    )
  }
  if (own && roleArn !== undefined) {
    throw usage(
      '--role-arn goes without policies of your own',
      'leave --preset and --policy out, or the role',
    )
  }
}

async function simulated(
  context: CommandContext,
  { roleArn = '', sourceProfile }: PolicyTestFlags,
  rows: readonly TableRow[],
): Promise<readonly JudgedRow[]> {
  const { env, now, signal, output } = context
  const iam = await openIam({ sourceProfile, env, now, signal }, parseRoleArn(roleArn).partition)
  return simulateTable(iam, rows, roleArn, (done) => output.progress(`${done} of ${rows.length}`))
}

async function decided(
  context: CommandContext,
  flags: PolicyTestFlags,
  rows: readonly TableRow[],
): Promise<readonly JudgedRow[]> {
  const engine = await loadPolicyEngine()
  if (engine === undefined) {
    throw new HallpassError('DependencyMissing', 'what evaluates policies is not installed beside hallpass', {
      hint: `install it: ${engineInstallCommand}`,
    })
  }
  const { sessionPolicy, sessionName = 'ada' } = flags
  const {
    policies,
    roleArn,
    roleId = 'AROAEXAMPLEEXAMPLEEX',
  } = flags.roleArn?.startsWith('arn:')
    ? await policiesInAccount(context, flags, engine, flags.roleArn)
    : policiesNamed(context, flags, engine)
  const { partition, account, roleName } = parseRoleArn(roleArn)
  const session =
    sessionPolicy === undefined
      ? undefined
      : named(engine, 'session', 'the session policy', readText(sessionPolicy, '--session-policy'))
  return judgeTable(engine, rows, {
    ...policies,
    session,
    principal: {
      type: 'assumed-role',
      arn: `arn:${partition.id}:sts::${account}:assumed-role/${roleName}/${sessionName}`,
      account,
      roleArn,
      userId: `${roleId}:${sessionName}`,
    },
  })
}

interface Source {
  readonly policies: Pick<TablePolicies, 'identity' | 'boundary'>
  readonly roleArn: string
  readonly roleId: string | undefined
}

async function policiesInAccount(
  { env, now, signal }: CommandContext,
  { sourceProfile }: PolicyTestFlags,
  engine: PolicyEngine,
  roleArn: string,
): Promise<Source> {
  const read = await readRole({ roleArn, sourceProfile, env, now, signal })
  if (read.unread.length > 0) {
    const parts = read.unread.map(({ part, name }) => (name === undefined ? part : `${part} ${name}`))
    throw new HallpassError('AccessDenied', `not all of ${roleArn} can be read: ${parts.join(', ')}`, {
      hint: 'use credentials that may read it, by --source-profile; or --simulate, which needs iam:SimulatePrincipalPolicy',
    })
  }
  return {
    policies: {
      identity: read.policies.map(({ name, kind, document }) =>
        named(engine, kind === 'managed' ? 'managed' : 'identity', name, document),
      ),
      boundary: read.boundary && named(engine, 'boundary', 'the boundary', read.boundary.document),
    },
    roleArn,
    roleId: read.roleId,
  }
}

/** Policies of the command line, or of the configuration file, as `hallpass setup` would write them. */
function policiesNamed(
  { env }: CommandContext,
  { roleArn: wanted, preset, bucket, policy }: PolicyTestFlags,
  engine: PolicyEngine,
): Source {
  const own = preset !== undefined || policy !== undefined
  const loaded: LoadedConfig = own ? { path: undefined, config: {} } : readConfig()
  if (!own && loaded.config.setup === undefined) {
    throw usage(
      'there is nothing to test',
      'name policies: --preset s3 --bucket lab-files, --policy FILE; or a role',
    )
  }
  const inputs = resolveInputs({ preset, bucket, policy }, loaded, { env })
  const model = createModel(inputs)
  const names = model.roles.map(({ name }) => name)
  const role = model.roles.find(({ name }) => name === (wanted ?? names[0]))
  if (!role || (wanted === undefined && names.length > 1)) {
    const which = role
      ? 'the configuration has several roles'
      : `the configuration has no role ${shownValue(wanted ?? '')}`
    throw usage(which, `name one: ${names.map((name) => `-r ${name}`).join(', ')}`)
  }
  if (role.managedPolicyArns.length > 0) {
    throw usage(
      `role ${role.name} has managed policies, which are not read from a file`,
      'give its ARN, once it is there',
    )
  }
  const references = literalReferences(model, '123456789012')
  return {
    policies: {
      identity: role.inlinePolicies.map(({ name, document }) =>
        named(engine, 'identity', name, JSON.stringify(document(references))),
      ),
    },
    roleArn: references.roleArn(role.name),
    roleId: undefined,
  }
}

function named(
  engine: PolicyEngine,
  use: Parameters<PolicyEngine['parsePolicy']>[1],
  name: string,
  text: string,
): NamedPolicy {
  try {
    return { name, policy: engine.parsePolicy(text, use) }
  } catch (error) {
    if (!(error instanceof engine.MalformedPolicyError)) throw error
    throw new HallpassError('InvalidInput', `AWS does not take ${name}: ${error.message}`, { cause: error })
  }
}

async function readTable({ stdin, signal }: CommandContext, file: string): Promise<string> {
  if (file !== '-') return readText(file, 'TABLE')
  if (!stdin) throw usage('there is no standard input', 'name a file')
  return fileText(await readStream(stdin(), { maxBytes: 1_000_000, signal }))
}

function readText(file: string, name: string): string {
  try {
    return fileText(readRegularFile(file))
  } catch (error) {
    throw new HallpassError('InvalidInput', `${file} cannot be read: ${fileReason(error)}`, {
      cause: error,
      facts: { name },
    })
  }
}

function words(judged: readonly JudgedRow[]): string {
  return table(
    judged.map(({ row, asExpected, because, example }) => [
      asExpected ? 'ok' : 'WRONG',
      `line ${row.line}`,
      `${row.expected} ${row.action} ${row.resource}`,
      example === undefined ? because : `${example}: ${because}`,
    ]),
  )
}

function jsonText(judged: readonly JudgedRow[]): string {
  const plain = judged.map(({ row, asExpected, because, example }) => ({
    line: row.line,
    expected: row.expected,
    action: row.action,
    resource: row.resource,
    asExpected,
    because,
    example: example ?? null,
  }))
  return `${JSON.stringify(plain, null, 2)}\n`
}

function usage(message: string, hint: string): HallpassError {
  return new HallpassError('UsageError', message, { hint })
}
