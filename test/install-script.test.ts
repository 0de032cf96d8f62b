import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Archive, installers } from '../scripts/executables/installers.ts'
import { ownTarget, targets } from '../scripts/executables/targets.ts'
import { billOfMaterials } from '../scripts/executables/bill-of-materials.ts'
import { runProcess } from './run-process.ts'

const from = 'https://downloads.example.org/v1'
const archives: readonly Archive[] = targets.map(({ name }, index) => ({
  target: name,
  name: `hallpass-1.2.3-${name}.${name.startsWith('windows') ? 'zip' : 'tar.gz'}`,
  sha256: String(index).repeat(64),
}))
const made = (name: string): string =>
  installers({ version: '1.2.3', from, archives }).find((file) => file.name === name)?.text ?? ''

describe('what installs the executables', () => {
  it('names no address that would not stay one in a shell or in Ruby', () => {
    for (const bad of [
      "https://x/'; rm -rf ~; '",
      'https://x/#{system("id")}',
      'ftp://x',
      'https://x/$(id)',
    ]) {
      expect(() => installers({ version: '1.2.3', from: bad, archives })).toThrow('no plain URL')
    }
  })

  it('leaves the formula and the manifest out where they would name nothing', () => {
    const names = (given: Partial<Parameters<typeof installers>[0]>): string[] =>
      installers({ version: '1.2.3', from, archives, ...given }).map(({ name }) => name)
    expect(names({ from: '' })).toEqual(['install.sh'])
    expect(names({ archives: archives.filter(({ target }) => target !== 'darwin-x64') })).toEqual([
      'install.sh',
      'hallpass.json',
    ])
    expect(names({})).toEqual(['install.sh', 'hallpass.rb', 'hallpass.json'])
  })

  it('the formula has the sum of each file beside its address', () => {
    const found = [...made('hallpass.rb').matchAll(/url "(.*)"\n\s+sha256 "(.*)"/g)].map(([, url, sum]) => [
      url,
      sum,
    ])
    const brewed = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']
    expect(found).toEqual(
      brewed.map((target) => {
        const archive = archives.find((one) => one.target === target)
        return [`${from}/${archive?.name}`, archive?.sha256]
      }),
    )
  })

  it('the manifest has the Windows file and its sum', () => {
    const windows = archives.find(({ target }) => target === 'windows-x64')
    expect(JSON.parse(made('hallpass.json'))).toMatchObject({
      version: '1.2.3',
      architecture: { '64bit': { url: `${from}/${windows?.name}`, hash: windows?.sha256 } },
      bin: 'hallpass.exe',
    })
  })

  it('the list of what is inside names licences and identifiers as SPDX spells them, each once', () => {
    const [target] = targets
    if (target === undefined) throw new Error('no target')
    const { packages, relationships, SPDXID, spdxVersion } = billOfMaterials({
      version: '1.2.3',
      target,
      sha256: 'a'.repeat(64),
      packages: [{ name: '@stricli/core', version: '1.3.0', license: 'Apache-2.0' }],
      created: new Date('2026-11-01T00:00:00Z'),
    })
    const ids = packages.map((one) => one.SPDXID)
    expect(spdxVersion).toBe('SPDX-2.3')
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^SPDXRef-[A-Za-z0-9.-]+$/.test(id))).toEqual([])
    for (const { spdxElementId, relatedSpdxElement } of relationships) {
      expect([SPDXID, ...ids]).toEqual(expect.arrayContaining([spdxElementId, relatedSpdxElement]))
    }
    // Everything hangs on the executable: nothing is listed that is in nothing.
    expect(new Set(relationships.map((one) => one.relatedSpdxElement))).toEqual(new Set(ids))
    expect(ids).not.toContain('SPDXRef-libuv')
  })
})

const own = ownTarget()

describe.skipIf(process.platform === 'win32' || own === undefined)('install.sh', () => {
  const archive = `hallpass-1.2.3-${own?.name}.tar.gz`
  let folder: string
  let site: string
  let server: Server
  let url: string

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hallpass-install-'))
    site = join(folder, 'site')
    mkdirSync(site)
    writeFileSync(join(folder, 'hallpass'), '#!/bin/sh\necho "1.2.3 $*"\n')
    chmodSync(join(folder, 'hallpass'), 0o755)
    spawnSync('tar', ['-czf', join(site, archive), '-C', folder, 'hallpass'])
    const sha256 = createHash('sha256')
      .update(readFileSync(join(site, archive)))
      .digest('hex')
    writeFileSync(join(site, 'SHA256SUMS'), `${'0'.repeat(64)}  other.tar.gz\n${sha256}  ${archive}\n`)
    server = createServer((request, response) => {
      const file = join(site, request.url?.slice(1) ?? '')
      if (existsSync(file)) response.end(readFileSync(file))
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const [script] = installers({ version: '1.2.3', from: url, archives: [] })
    writeFileSync(join(folder, 'install.sh'), script?.text ?? '')
  })
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true })
  })

  const install = (env: Readonly<Record<string, string>> = {}) => {
    const temporary = join(folder, 'tmp')
    mkdirSync(temporary, { recursive: true })
    return runProcess('sh', [join(folder, 'install.sh')], {
      env: { PATH: process.env['PATH'] ?? '', HOME: join(folder, 'home'), TMPDIR: temporary, ...env },
    })
  }

  const left = (): readonly string[] => readdirSync(join(folder, 'tmp'))

  it('refuses a file that is not what its sum says, and one without a sum', async () => {
    const sums = readFileSync(join(site, 'SHA256SUMS'), 'utf8')
    writeFileSync(join(site, 'SHA256SUMS'), sums.replace(/^(?!0).{8}/m, '01234567'))
    expect(await install()).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        new RegExp(`^hallpass is not installed: ${archive} has the sum [0-9a-f]{64}, and not 01234567`),
      ),
    })
    writeFileSync(join(site, 'SHA256SUMS'), '')
    expect(await install()).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('and not one that is listed'),
    })
    expect([existsSync(join(folder, 'home')), left()]).toEqual([false, []])
  })

  it('refuses where there is no file, and leaves the one that is installed', async () => {
    const bin = join(folder, 'home', '.local', 'bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'hallpass'), 'the last one')
    rmSync(join(site, archive))
    expect(await install()).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`${url}/${archive} cannot be fetched`),
    })
    expect([readFileSync(join(bin, 'hallpass'), 'utf8'), left()]).toEqual(['the last one', []])
  })

  it('puts it into ~/.local/bin, in place of the last one, and says what to type', async () => {
    const bin = join(folder, 'home', '.local', 'bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'hallpass'), 'the last one')
    const ended = await install()
    expect(ended).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        `Fetching ${archive}`,
        `hallpass 1.2.3 is ${bin}/hallpass`,
        `Put it on your PATH: export PATH="${bin}:$PATH"`,
        'Try it, with no AWS account: hallpass demo',
        '',
      ].join('\n'),
    })
    expect((await runProcess(join(bin, 'hallpass'), ['demo'], { env: {} })).stdout).toBe('1.2.3 demo\n')
    expect(left()).toEqual([])
  })

  it('puts it where HALLPASS_BIN says, without a word on a PATH that has it', async () => {
    const bin = join(folder, 'a b')
    const { exitCode, stdout } = await install({
      HALLPASS_BIN: bin,
      PATH: `${process.env['PATH'] ?? ''}:${bin}`,
    })
    expect([exitCode, readdirSync(bin), stdout.includes('PATH')]).toEqual([0, ['hallpass'], false])
  })
})
