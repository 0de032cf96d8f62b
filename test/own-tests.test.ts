import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { built, repository } from './built.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { codeBlocks } from './documents/code-blocks.ts'
import { runProcess } from './run-process.ts'
import { requireTool } from './tools.ts'

/*
 * The examples of docs/own-tests.md that are no JavaScript, against the built command. scripts/test-packed.mjs runs those
 * for Vitest and Jest, with the package as it is installed.
 */

const examples = join(repository, 'examples/own-tests')
const command = [process.execPath, built.localAws]
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-own-tests-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(program: string, args: readonly string[], cwd: string, more: Record<string, string> = {}) {
  // What the AWS of whoever runs it would be: the examples have to do without.
  const foreign = { AWS_PROFILE: 'nobody', AWS_SESSION_TOKEN: 'of-another-account' }
  const env = cleanEnvironment({ HOME: folder, LOCAL_AWS_COMMAND: command.join(' '), ...foreign, ...more })
  return runProcess(program, args, { env, cwd })
}

it('the page shows the examples as they are, and all of them', () => {
  const page = readFileSync(join(repository, 'docs/own-tests.md'), 'utf8')
  const shown = codeBlocks(page).map(({ code }) => code)
  const files = readdirSync(examples, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'go.mod')
    .map(({ parentPath, name }) => join(parentPath, name))
  expect(shown.length).toBe(files.length)
  for (const file of files) expect(shown, file).toContain(readFileSync(file, 'utf8'))
})

describe.skipIf(!['boto3', 'pytest'].every((tool) => requireTool('own tests: pytest', tool)))(
  'pytest',
  () => {
    it('starts one for a session, and finds it by the environment alone', async () => {
      const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '.']
      const env = { PYTHONDONTWRITEBYTECODE: '1' }
      const { exitCode, stdout } = await run('python3', args, join(examples, 'pytest'), env)
      expect(stdout).toContain('1 passed')
      expect(exitCode).toBe(0)
    })
  },
)

describe.skipIf(!['aws', 'javac'].every((tool) => requireTool('own tests: Java', tool)))('Java', () => {
  it('starts one, hands it to a tool, and stops it', async () => {
    const java = join(examples, 'java')
    const compiled = await run('javac', ['-d', folder, 'LocalAws.java', 'Lab.java'], java)
    expect(compiled).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    const call = ['aws', 'sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']
    const { exitCode, stdout, stderr } = await run(
      'java',
      ['-cp', folder, 'Lab', ...command, '--', ...call],
      folder,
    )
    expect({ exitCode, stdout }, stderr).toEqual({
      exitCode: 0,
      stdout: 'arn:aws:iam::111122223333:user/admin\n',
    })
    const [url] = /http:\/\/[\d.:]+/.exec(stderr) ?? []
    await expect(fetch(url ?? '')).rejects.toThrow('fetch failed')
  })
})

describe.skipIf(!['aws', 'go'].every((tool) => requireTool('own tests: Go', tool)))('Go', () => {
  it('starts one for the tests of a package', async () => {
    const env = { GOFLAGS: '-mod=mod', GOPROXY: 'off', GOCACHE: join(folder, 'go'), GOPATH: join(folder, 'path') } // prettier-ignore
    const { exitCode, stdout, stderr } = await run(
      'go',
      ['test', '-count=1', './...'],
      join(examples, 'go'),
      env,
    )
    expect(stdout, stderr).toMatch(/^ok\s/)
    expect(exitCode).toBe(0)
    expect(existsSync(join(examples, 'go/go.sum'))).toBe(false)
  })
})
