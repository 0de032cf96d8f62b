import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { HallpassError, shownValue } from '../../base/index.ts'
import { type ChainedRow, parseAuditLine, verifyAuditChain } from '../../audit-chain/index.ts'
import { fileReason, readRegularFile } from '../../safe-file/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import { connect } from '../workshop/connection.ts'
import type { AuditExportFlags, AuditVerifyFlags } from './flags.ts'

/** What is larger is read from standard input, line by line. */
const mostBytes = 512 * 1024 * 1024

/** `hallpass audit verify`: an export, or the audit of a server, held to its own chain. */
export async function runAuditVerify(
  context: CommandContext,
  flags: AuditVerifyFlags,
  file: string | undefined,
): Promise<void> {
  const known = flags.known === undefined ? undefined : parseKnown(flags.known)
  const rows = file === undefined ? await rowsOfServer(context, flags) : rowsOf(() => streamOf(context, file))
  const found = await verifyAuditChain(rows, known)
  const { output } = context
  if (flags.json === true) output.result(`${JSON.stringify(found, null, 2)}\n`)
  if (found.ok) {
    if (flags.json !== true && found.rows > 0) output.result(`${found.rows}:${found.head}\n`)
    return output.note(`${found.rows} ${found.rows === 1 ? 'row' : 'rows'}, whole and unchanged`)
  }
  output.error(
    `the audit is broken at row ${found.seq}: ${found.problem}`,
    'keep what you have, and ask who could write to the database',
  )
  context.exitWith(exitCodes.brokenAudit)
}

/** `hallpass audit export` */
export async function runAuditExport(context: CommandContext, flags: AuditExportFlags): Promise<void> {
  const client = connect(context, flags)
  context.output.result(
    flags.workshop === undefined
      ? await client.exportAudit()
      : await client.readWorkshopAudit(flags.workshop),
  )
}

function parseKnown(text: string): Pick<ChainedRow, 'seq' | 'hash'> {
  const [, seq, hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (seq !== undefined) return { seq: Number(seq), hash }
  throw new HallpassError('UsageError', `--known ${shownValue(text)} is no row`, {
    hint: 'give it as hallpass audit verify printed it: a number, a colon, 64 hexadecimal digits',
    facts: { name: '--known' },
  })
}

async function rowsOfServer(context: CommandContext, flags: AuditVerifyFlags): Promise<Iterable<ChainedRow>> {
  const text = await connect(context, flags).exportAudit()
  return text.split('\n').flatMap((line, index) => (line === '' ? [] : [rowOf(line, index + 1)]))
}

/** Line by line: an export can be larger than memory. */
async function* rowsOf(open: () => Readable): AsyncGenerator<ChainedRow> {
  let number = 0
  try {
    for await (const line of createInterface({ input: open(), crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1
      if (line !== '') yield rowOf(line, number)
    }
  } catch (error) {
    if (error instanceof HallpassError) throw error
    throw new HallpassError('InvalidInput', `the export cannot be read: ${fileReason(error)}`, {
      cause: error,
    })
  }
}

function rowOf(line: string, number: number): ChainedRow {
  try {
    return parseAuditLine(line)
  } catch (error) {
    throw new HallpassError('InvalidInput', `line ${number} is no line of an audit's export`, {
      hint: 'make one: hallpass audit export',
      cause: error,
    })
  }
}

function streamOf({ stdin }: CommandContext, file: string): Readable {
  if (file !== '-') return Readable.from([readRegularFile(file, { maxBytes: mostBytes })])
  if (stdin) return stdin()
  throw new HallpassError('UsageError', 'there is no standard input', { hint: 'name a file' })
}
