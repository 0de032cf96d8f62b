import { setFlagsFromString } from 'node:v8'

import { runCommand } from './run-command.ts'

// Requests leave nothing behind but garbage. Where memory is plenty V8 would let that grow to 150 MB before it
// sweeps: this keeps its nursery as small as it starts, for which requests do not get slower.
setFlagsFromString('--semi-space-growth-factor=1')

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())

void runCommand(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  signal: stop.signal,
}).then((exitCode) => {
  process.exitCode = exitCode
})
