import { runCommand } from './run-command.ts'

const graceMs = 3000
const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())

void runCommand(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  env: process.env,
  signal: stop.signal,
}).then((exitCode) => {
  process.exitCode = exitCode
  // A connection or a timer that is left behind does not keep it: whoever supervises it waits for its end.
  setTimeout(() => process.exit(exitCode), graceMs).unref()
})
