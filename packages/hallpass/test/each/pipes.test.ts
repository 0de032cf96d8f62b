import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalClass, startLocalClass } from './local-class.ts'

let local: LocalClass
let runs = 0
const missing = (command: string): boolean => spawnSync(command, ['-c', 'exit 0']).error !== undefined

beforeAll(async () => {
  local = await startLocalClass()
})
afterAll(() => local.close())

/** Runs a line of a shell, with the command as `hallpass` and the role as `$ROLE`. */
function shell(
  name: string,
  line: string,
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, ['-c', `hallpass() { "$NODE" "$PROGRAM" "$@"; }\n${line}`], {
      cwd: local.folder,
      env: {
        ...local.env,
        NODE: process.execPath,
        PROGRAM: join(local.folder, 'command', 'main.cjs'),
        ROLE: local.roleArn,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
}

const nothing = `'{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'`

for (const name of ['bash', 'zsh']) {
  describe.skipIf(missing(name))(`in ${name}`, () => {
    it('a pipe by name is refused instead of waited for', async () => {
      const pipe = `pipe-${runs++}`
      const ended = await shell(name, `mkfifo ${pipe}; hallpass issue -r "$ROLE" --each ${pipe} --out never`)
      expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
      expect(ended.stderr).toContain('it is not a regular file')
      expect(ended.stderr).toContain('<(…)')
      expect(existsSync(join(local.folder, 'never'))).toBe(false)
    })

    it('a list comes from <(…), however slowly', async () => {
      const out = `piped-${runs++}`
      const line = `hallpass issue -r "$ROLE" --no-link --out ${out} --each <(echo ada; sleep 1; echo grace)`
      expect(await shell(name, line)).toMatchObject({ exitCode: 0 })
      expect(readdirSync(join(local.folder, out)).toSorted()).toEqual([
        '.hallpass-each.jsonl',
        'ada.json',
        'grace.json',
      ])
    })

    it('a list comes from /dev/stdin', async () => {
      const out = `piped-${runs++}`
      const line = `printf 'ada\\ngrace\\n' | hallpass issue -r "$ROLE" --no-link --out ${out} --each /dev/stdin`
      expect(await shell(name, line)).toMatchObject({ exitCode: 0 })
      expect(readdirSync(join(local.folder, out))).toHaveLength(3)
    })

    it('a list comes from a file at /dev/stdin', async () => {
      const out = `piped-${runs++}`
      writeFileSync(join(local.folder, 'plain.csv'), 'ada\n')
      const line = `hallpass issue -r "$ROLE" --no-link --out ${out} --each /dev/stdin < plain.csv`
      expect(await shell(name, line)).toMatchObject({ exitCode: 0 })
      expect(readdirSync(join(local.folder, out))).toContain('ada.json')
    })

    it('a policy comes from <(…), and counts', async () => {
      const long = `'{"Version":"2012-10-17","Statement":[{"Sid":"A%03000d","Effect":"Allow","Action":"*","Resource":"*"}]}'`
      const line = `hallpass issue -r "$ROLE" -s ada --no-link --policy <(printf ${long} 0)`
      expect((await shell(name, line)).stderr).toMatch(/the session policy has 30\d\d characters/)
      const broken = await shell(name, 'hallpass issue -r "$ROLE" -s ada --no-link --policy <(echo "{")')
      expect(broken).toMatchObject({ exitCode: 2, stdout: '' })
    })

    it('a policy for setup, which is named after its file, is refused with what to do', async () => {
      const line = 'hallpass setup plan --policy <(echo "{}")'
      const ended = await shell(name, line)
      expect(ended).toMatchObject({ exitCode: 3, stdout: '' })
      expect(ended.stderr).toContain('hint: save it to a file first, such as lab.json')
    })

    it('a policy from <(…) is read once, where it is wanted for a kept session too', async () => {
      const line = `hallpass process -r "$ROLE" -s ada --policy <(echo ${nothing})`
      const ended = await shell(name, line)
      expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
      expect(JSON.parse(ended.stdout)).toMatchObject({ Version: 1 })
    })

    it('Ctrl-C ends the wait for a writer who says nothing', { timeout: 40_000 }, async () => {
      const line = [
        'exec 9< <(exec 2>&-; sleep 60)',
        '"$NODE" "$PROGRAM" issue -r "$ROLE" --out never --each /dev/fd/9 & child=$!',
        'sleep 3; kill -INT $child; wait $child; echo "code $?"',
      ].join('\n')
      expect((await shell(name, line)).stdout).toBe('code 130\n')
    })
  })
}
