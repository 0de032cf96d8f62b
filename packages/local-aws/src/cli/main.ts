import { setFlagsFromString } from 'node:v8'

import { runCommand } from './run-command.ts'
import { writeAtOnce } from './write-at-once.ts'

// Requests leave nothing behind but garbage. Where memory is plenty V8 would let that grow to 150 MB before it
// sweeps: this keeps its nursery as small as it starts, for which requests do not get slower.
setFlagsFromString('--semi-space-growth-factor=1')

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())

// Nobody reads what is logged any more: what asks is answered all the same.
process.stderr.on('error', () => {})

void runCommand(process.argv.slice(2), {
  stdout: (text) => writeAtOnce(1, text),
  stderr: (text) => process.stderr.write(text),
  signal: stop.signal,
}).then((exitCode) => {
  process.exitCode = exitCode
})
