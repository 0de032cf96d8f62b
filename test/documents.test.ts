import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lineProblem } from '../packages/hallpass/test/cli/command-tree.ts'
import { describe, expect, it } from 'vitest'
import { repository } from './built.ts'
import { type CodeBlock, codeBlocks, linePattern, steps } from './documents/code-blocks.ts'
import { hallpassCalls, openSandbox, type Sandbox } from './documents/sandbox.ts'
import { requireTool } from './tools.ts'

/*
 * What the documents tell people to type, typed: each block of a shell below its heading, one after the other, as it
 * stands. `<!-- not run: why -->` above a block lets it out; its lines are then only read, by the commands' own
 * definitions. Blocks of README.md are run, but for those below.
 */

/** They install this repository, start the demo or all of the tests: .ci/run and test/journeys do. */
const installing = /^(?:\$ )?npm (?:ci|install|run build)\b/m

const pages = [
  'README.md',
  'SECURITY.md',
  ...readdirSync(join(repository, 'docs'), { recursive: true }).map((name) => `docs/${String(name)}`),
  ...['hallpass', 'local-aws', 'server'].map((name) => `packages/${name}/README.md`),
].filter((path) => path.endsWith('.md'))

/** Whose keys a page takes for granted; elsewhere the issuer's. */
const ofAdministrators = /^docs\/(?:policy|revoke|setup|local-aws|local-aws\/[\w-]+)\.md$/
/** Sections that begin with an account in which nothing is set up. */
const fromNothing = new Set([
  'From nothing to a working key',
  'Start it',
  'Without any key',
  'The secret key',
])
/** What those who read a page have done already. */
const issuedBefore = `hallpass issue -r arn:aws:iam::123456789012:role/InstruqtS3Access -s identified@domain.ext -o write
`

/** What those who read have at hand, by page and heading: files of their own. */
const atHand: Readonly<Record<string, string>> = {
  // Keys that ended: no test waits for them.
  'docs/each.md: Cleaning up': [
    'hallpass issue -r arn:aws:iam::123456789012:role/InstruqtS3Access --each people.csv --out keys',
    `sed -i.old 's/"expiresAt":"[^"]*"/"expiresAt":"2026-01-01T00:00:00.000Z"/' keys/.hallpass-each.jsonl`,
    'rm keys/.hallpass-each.jsonl.old',
  ].join('\n'),
  'docs/setup.md: The secret key': [
    "gpg --batch --quiet --passphrase '' --quick-generate-key ada default default never",
    'gpg --batch --armor --export ada > key.asc',
  ].join('\n'),
  'docs/policy.md: Policy tables': [
    `echo '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::lab-files/*"},{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}' > lab.json`,
    'hallpass setup apply --source-profile admin --bucket lab-files',
    `echo '{"setup":{"roles":[{"name":"Lab","presets":["s3"],"bucket":"lab-files"}]}}' > hallpass.config.json`,
  ].join('\n'),
}

/** What stays up, and what it says once it is. */
const standing: ReadonlyArray<readonly [command: RegExp, ready: RegExp]> = [
  [/^(?:npx )?hallpass server\b/, /^ready at /m],
  [/^npx @hallpass\/local-aws\b/, /^export AWS_SECRET_ACCESS_KEY=.*\n/m],
  [/^npx hallpass demo\b/, /Ctrl-C/],
]

const shellBlocks = pages.flatMap((path) =>
  codeBlocks(readFileSync(join(repository, path), 'utf8'))
    .filter(({ language }) => ['sh', 'console', 'powershell'].includes(language))
    .map((block) => ({ path, block })),
)

const sections = new Map<string, (typeof shellBlocks)[number][]>()
for (const one of shellBlocks) {
  if (one.block.notRun !== undefined || installing.test(one.block.code)) continue
  const name = `${one.path}: ${one.block.section}`
  sections.set(name, [...(sections.get(name) ?? []), one])
}

it('there are blocks to run, and few that are not', () => {
  expect(shellBlocks.length).toBeGreaterThan(30)
  const run = [...sections.values()].flat().length
  expect(run).toBeGreaterThan(shellBlocks.length * 0.6)
})

it('README.md has no block that is let out', () => {
  expect(shellBlocks.filter(({ path, block }) => path === 'README.md' && block.notRun !== undefined)).toEqual(
    [],
  )
})

it('every line of hallpass in a block is one that the command takes', async () => {
  const scripts = shellBlocks.map(({ block }) =>
    steps(block)
      .map(({ command }) => command)
      .join('\n'),
  )
  const calls = await hallpassCalls(scripts)
  for (const [at, script] of scripts.entries()) {
    const hasAny = /^(?:[A-Z_]+=\S+ )*(?:npx |eval "\$\()?hallpass /m.test(script)
    expect({ script, isRead: (calls[at]?.length ?? 0) > 0 }).toEqual({ script, isRead: hasAny })
    for (const call of calls[at] ?? [])
      expect({ call, problem: await lineProblem(call) }).toEqual({ call, problem: undefined })
  }
})

it('what is not run says where else it is looked at', () => {
  for (const { block } of shellBlocks) {
    if (block.notRun === undefined) continue
    const [path = ''] = /\b(?:packages|test)\/[\w./-]+/.exec(block.notRun) ?? []
    expect({ why: block.notRun, path, isThere: existsSync(join(repository, path)) }).toMatchObject({
      path: expect.stringMatching(/./),
      isThere: true,
    })
  }
})

const aws = requireTool('documents.test.ts', 'aws')

describe('the blocks of', () => {
  it.each([...sections])('%s', { timeout: 120_000 }, async (name, blocks) => {
    const [entry] = blocks
    if (entry === undefined) throw new Error(`${name} has no block`)
    const { path, block: first } = entry
    const code = blocks.map((one) => one.block.code).join('\n')
    const isEmpty = fromNothing.has(first.section)
    const sandbox = await openSandbox({
      identity: ofAdministrators.test(path) ? 'admin' : 'instruqt',
      isEmpty,
      profiles: isEmpty ? [] : profilesOfOthers(code),
    })
    try {
      if (!isEmpty && /(?:console --profile|remove) identified@domain\.ext/.test(code)) {
        await typeIn(sandbox, { ...first, code: issuedBefore })
      }
      if (atHand[name] !== undefined) await typeIn(sandbox, { ...first, language: 'sh', code: atHand[name] })
      for (const one of blocks) await typeIn(sandbox, one.block)
    } finally {
      await sandbox.close()
    }
  })
})

/** The profiles that a page speaks of as somebody's, which no line of it makes. */
function profilesOfOthers(code: string): readonly string[] {
  const named = [...code.matchAll(/(?:--(?:issuer|revoker|source)-profile |source_profile )(\w+)/g)].map(
    ([, name = '']) => name,
  )
  const made = [...code.matchAll(/configure set profile\.(\w+)/g)].map(([, name = '']) => name)
  return [...new Set(named)].filter((name) => !['admin', 'instruqt', ...made].includes(name))
}

async function typeIn(sandbox: Sandbox, block: CodeBlock): Promise<void> {
  for (const { command, printed } of steps(block)) {
    if (!aws && /^aws /m.test(command)) continue
    const ready = standing.find(([stays]) => stays.test(command))?.[1]
    const ended = ready ? await sandbox.untilReady(command, ready) : await sandbox.shell(command)
    const refused = printed.some((line) => line.startsWith('error: '))
    expect({ command, ...ended }).toMatchObject({ exitCode: refused ? expect.any(Number) : 0 })
    if (refused) expect(ended.exitCode).not.toBe(0)
    const said = `${ended.stdout}${ended.stderr}`
      .trimEnd()
      .replaceAll(sandbox.folder, '/home/you')
      .split('\n')
    if (printed.length === 0) continue
    for (const [at, line] of printed.entries()) expect(said[at]).toMatch(linePattern(line))
    expect(said).toHaveLength(printed.length)
  }
}
