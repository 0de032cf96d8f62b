import type { Results } from '../results.ts'
import { dailySection, profilesSection } from './daily.ts'
import { editsSection } from './edits.ts'
import { assumeRoleSection, decisionsSection, memorySection, readySection } from './local-aws.ts'
import { sessionsSection } from './many-sessions.ts'
import { oneShotSection } from './one-shot.ts'
import { setupSection } from './setup.ts'
import { megabytes } from './table.ts'

/** docs/benchmarks.md: what was measured, how, and how it came out. */
export function writeReport(results: Results): string {
  const { machine, sizes } = results
  return `# Benchmarks

\`npm run bench\` measures hallpass and the local AWS beside what one would use otherwise, and writes this page. It
is a report: no test fails on a slow day. Every sample is in
[bench/results/latest.json](../bench/results/latest.json). \`npm run bench -- --quick\` measures little, prints
the report and writes nothing.

This run: ${results.measuredOn}, ${machine.cores} cores of ${machine.processor}, ${machine.memoryGib} GiB,
${machine.system}; ${machine.versions.join(', ')}.

How: everything in one run, contestants in turn and every other round backwards, so that a noisy moment hits all
alike. What is built is what runs. Plain HTTP on loopback. Servers and load are processes of their own. Numbers
are medians. Every key that was issued is used once, and every link opened once, after the clock has stopped.

## One person's keys, in one command

From the start of the process to its end. Both sides make both calls: AssumeRole, then the federation endpoint.
Nothing is \`node -e 0\`, of the same binary that runs hallpass. The calls alone are node:http, node:crypto and the
POSTs ([two-calls.cjs](../bench/one-shot/two-calls.cjs)): what no Node.js program can go below. The script
is the one hallpass grew out of, in Python 3 with boto3 ([generate_keys.py](../bench/one-shot/generate_keys.py)), as it
was and without its import of requests. ${sizes.oneShot.rounds} rounds.

${oneShotSection(results.oneShot, true)}

The same with \`--no-link\`, which makes the one call only:

${oneShotSection(results.oneShotWithoutLink, false)}

## Every day

What is typed every day, from the start of the process to its end. Kept: the session is in the cache, and no network is
touched; asked anew: AssumeRole is called. exec and console have a kept session; \`console --print\` makes one call, to the
federation endpoint. Beside them boto3 and the AWS CLI, which ask for the same session. ${sizes.daily.rounds} rounds.

${dailySection(results.daily)}

A credentials file with ${sizes.profiles.profiles.toLocaleString('en-US')} profiles: a session is issued into it, its profiles
are listed, the one is removed.

${profilesSection(results.profiles)}

## Many people's keys, from one process

${sizes.sessions.sessions.toLocaleString('en-US')} sessions for distinct names through \`createIssuer\`,
${sizes.sessions.concurrency} at a time, and the same with the AWS SDK on an equal keep-alive agent. The local AWS
answers both, and verifies every signature. Peak memory is the most that the process ever held.

${sessionsSection(results.sessions)}

## One profile, in a file of ${sizes.edits.profiles.toLocaleString('en-US')}

\`writeProfile\` in a credentials file of ${megabytes(results.edits.fileBytes)}, fsync and lock included. Python's
configparser does neither, and drops every comment.

${editsSection(results.edits.samples)}

## Setup

The calls of the seed's set-up: a user with a key and a policy, a role with a policy. In brackets the least that could do
it. Apply on an empty account also writes down in a tag which key it has handed over, and proves the key with STS.
\`setup export\` is one process, from its start to its end; it calls nothing.

${setupSection(results.setup)}

## The local AWS: ready

From the start of the process to its first answer.

${readySection(results.ready)}

## The local AWS: AssumeRole

Every call has a date, a session name and a signature of its own; the local AWS verifies each and decides by the
policies of user and role, the bare server reads the request and sends a constant. moto closes the connection
after each answer.

${assumeRoleSection(results.assumeRole)}

## The local AWS: memory

${memorySection(results.memory)}

## The local AWS: decisions

\`evaluate\` of \`@hallpass/local-aws/policy\`, each time for another person. Nothing is remembered between two
decisions.

${decisionsSection(results.decisions)}
`
}
