import { createLocalAws } from '@hallpass/local-aws'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { shellCommand } from '../packages/hallpass/test/command.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { runProcess, type Ended } from './run-process.ts'

let home: string
let env: Record<string, string>
let close: () => Promise<void>

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'hallpass next steps '))
  const aws = createLocalAws()
  const listening = await aws.listen()
  close = listening.close
  const launcher = join(home, 'hallpass')
  writeFileSync(launcher, `#!/bin/sh\nexec ${shellCommand} "$@"\n`)
  chmodSync(launcher, 0o755)
  const credentials = join(home, 'credentials')
  const { accessKeyId, secretAccessKey } = aws.admin
  writeFileSync(
    credentials,
    `[admin]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
  const clean = cleanEnvironment({ HOME: home, AWS_ENDPOINT_URL: listening.url })
  env = {
    ...clean,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${listening.url}/federation`,
    PATH: `${home}:${clean['PATH'] ?? ''}`,
  }
})
afterEach(async () => {
  await close()
  rmSync(home, { recursive: true, force: true })
})

const shell = (line: string): Promise<Ended> => runProcess('/bin/sh', ['-c', line], { env, cwd: home })

/** The command at the end of a line that says it. */
function saidCommand(stderr: string, verb: string): string {
  const line = stderr.split('\n').find((one) => one.includes(`hallpass ${verb}`)) ?? ''
  return line.slice(line.indexOf(`hallpass ${verb}`))
}

const about = `--name lab=1 --user 'vend+er' --role 'Lab@Two' --bucket 'lab-*' --path '/work$hops/' --tag 'made for=you & me' --source-profile admin --region eu-central-1`

it(
  'each command that setup prints works as it is pasted, and is about the same set-up',
  { timeout: 120_000 },
  async () => {
    // Blanks and ampersands are no characters of a tag's value that AWS takes: the command says so, and nothing is made.
    expect((await shell(`hallpass setup apply ${about} --profile vending`)).exitCode).toBe(2)
    const good = about.replace(' & ', ' + ')

    const applied = await shell(`hallpass setup apply ${good} --profile vending`)
    expect(applied).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('use it: ') })
    const issue = saidCommand(applied.stderr, 'issue')
    expect(issue).not.toContain('…')
    const issued = await shell(`${issue} --no-link -o json`)
    expect(issued).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('AccessKeyId') })

    const rotated = await shell(`hallpass setup rotate ${good} --profile vending`)
    expect(rotated).toMatchObject({ exitCode: 0 })
    const finish = saidCommand(rotated.stderr, 'setup rotate --finish')
    expect(await shell(`${finish} --unused-for 0s`)).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('goes on'),
    })

    const again = await shell(`hallpass setup apply ${good} --print-secret`)
    expect(again).toMatchObject({ exitCode: 9, stdout: '' })
    expect(saidCommand(again.stderr, 'setup rotate')).toContain('--name lab=1 --source-profile admin')

    const longer = await shell(`hallpass setup check ${good} --max-session-duration 2h`)
    expect(longer).toMatchObject({ exitCode: 9 })
    const repair = saidCommand(longer.stderr, 'setup apply')
    expect(await shell(repair)).toMatchObject({ exitCode: 0 })
    expect(await shell(`hallpass setup check ${good} --max-session-duration 2h`)).toMatchObject({
      exitCode: 0,
    })

    const unconfirmed = await shell(`hallpass setup destroy ${good}`)
    expect(unconfirmed).toMatchObject({ exitCode: 2 })
    const destroyed = await shell(`hallpass setup destroy ${good} --confirm lab=1`)
    expect(destroyed).toMatchObject({ exitCode: 0 })
    expect(await shell(saidCommand(destroyed.stderr, 'profile remove'))).toMatchObject({ exitCode: 0 })
  },
)
