import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isExecutable } from '../packages/hallpass/test/command.ts'
import { built, repository } from './built.ts'
import { callerFaults } from './faults/caller-faults.ts'
import type { Fault } from './faults/fault.ts'
import { openFaultPlaces } from './faults/fault-place.ts'
import { diskFaults, fileFaults } from './faults/file-faults.ts'
import { networkFaults } from './faults/network-faults.ts'
import { refusalFaults } from './faults/refusal-faults.ts'
import { rootFaults, serverFaults } from './faults/server-faults.ts'
import { setupFaults } from './faults/setup-faults.ts'
import { startLocalAws } from './local-aws-process.ts'
import { makeSeedSetup } from './seed-setup.ts'
import { requireTool } from './tools.ts'

const mountable = requireTool('faults of a read-only folder and a full disk', 'a mount of its own')
const asRoot = process.getuid?.() === 0
const groups: Readonly<Record<string, readonly Fault[]>> = {
  'what is asked, and with whose credentials': callerFaults,
  'the credentials file': [...fileFaults, ...(mountable ? diskFaults : [])],
  'what AWS refuses': refusalFaults,
  'the network': networkFaults,
  'revoking, and the account': setupFaults,
  'the server': [...serverFaults, ...(asRoot ? rootFaults : [])],
}
const faults = [...Object.values(groups).flat(), ...(asRoot ? [] : rootFaults)]

const page = readFileSync(`${repository}docs/errors.md`, 'utf8')
const documented = new Map(
  [...page.matchAll(/^### (\w+)\n+Exit code (\d+)\./gm)].map(([, code = '', exit]) => [code, Number(exit)]),
)

let places: Awaited<ReturnType<typeof openFaultPlaces>>
let place: ReturnType<typeof places.open> | undefined
beforeAll(async () => {
  places = await openFaultPlaces()
})
afterAll(() => places.close())
afterEach(() => place?.close())

describe('the table of faults', () => {
  it('has a row for every code of docs/errors.md, and none for another', () => {
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(documented.keys()))
  })

  it('has a row for each cause that has to have one', () => {
    const causes = faults.map(({ cause }) => cause)
    const named = [
      /refused$/,
      /reset in the middle of an answer/,
      /certificate that is for another name/,
      /proxy that answers 407/,
      /no DNS knows/,
      /^400/,
      /^403/,
      /^500/,
      /^503/,
      /HTML instead of XML/,
      /drop by drop/,
      /clock that is 20 minutes off/,
      /expired in flight/,
    ]
    expect(named.filter((name) => !causes.some((cause) => name.test(cause)))).toEqual([])
  })

  it('names each cause once', () => {
    const causes = faults.map(({ cause }) => cause)
    expect(causes).toEqual([...new Set(causes)])
  })
})

for (const [group, rows] of Object.entries(groups)) {
  // The executable has no server in it: test/executable.test.ts shows what it says.
  describe.skipIf(isExecutable && group === 'the server')(`${group}:`, () => {
    it.each(rows)('$cause ends with $code', async ({ code, happens, message, hint }) => {
      place = places.open()
      const { env, administrator } = place
      const { exitCode, stdout, stderr } = await happens(place)
      const said = stderr.split('\n').filter((line) => line !== '')
      const at = said.findIndex((line) => line.startsWith('error: '))
      const error = said[at]?.slice('error: '.length)
      // A warning before it may have a hint of its own.
      const from = said.findIndex((line, index) => index > at && line.startsWith('hint: '))
      const hinted = from < 0 ? undefined : said.slice(from).join(' ').replaceAll(/ +/g, ' ').slice(6)
      expect({ exitCode, stdout, error, hinted }, stderr).toEqual({
        exitCode: documented.get(code),
        stdout: '',
        error: expect.stringMatching(message) as unknown,
        hinted: hint && (expect.stringMatching(hint) as unknown),
      })
      for (const { AWS_SECRET_ACCESS_KEY } of [env, administrator]) {
        expect(stderr).not.toContain(AWS_SECRET_ACCESS_KEY)
      }
    })
  })
}

describe('a clock that is 20 minutes off', () => {
  it.each(['+20m', '-20m'])('is put right by the time that AWS tells: %s', async (clock) => {
    place = places.open()
    const aws = await startLocalAws([process.execPath, built.localAws, '--clock', clock])
    try {
      await makeSeedSetup(aws.env)
      const { exitCode, stderr } = await place.issue(aws.env)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect((await aws.log()).filter((line) => line.includes('sts:'))).toEqual([
        expect.stringMatching(/^403 sts:AssumeRole SignatureDoesNotMatch/),
        expect.stringMatching(/^200 sts:AssumeRole/),
      ])
    } finally {
      await aws.stop()
    }
  })
})
