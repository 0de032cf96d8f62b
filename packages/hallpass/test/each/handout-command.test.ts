import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LocalClass, startLocalClass } from './local-class.ts'

let local: LocalClass
let runs = 0
const journal = '.hallpass-each.jsonl'

beforeAll(async () => {
  local = await startLocalClass()
})
beforeEach(() => void local.asked())
afterAll(() => local.close())

const newFolder = (): string => join(local.folder, `handed-${runs++}`)
const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8')
const names = (folder: string): string[] => readdirSync(folder).toSorted()
const keys = (folder: string, file: string): Record<string, string> => JSON.parse(read(folder, file))
const calls = (action: string): number => local.asked().filter((line) => line === `200 ${action}`).length

/** A folder with keys for some people. */
async function handedOut(lines: readonly string[], ...args: string[]): Promise<string> {
  const out = newFolder()
  const ended = await local.issue(['--each', local.list(...lines), '--out', out, ...args])
  expect(ended).toMatchObject({ exitCode: 0 })
  local.asked()
  return out
}

/** Says in the journal that keys have ended: the clock of a command cannot be turned. */
function end(folder: string, ...people: string[]): void {
  const lines = read(folder, journal).split('\n').filter(Boolean)
  const changed = lines.map((line) => {
    const entry: Record<string, unknown> = JSON.parse(line)
    const ends = people.length === 0 || people.includes(String(entry['sessionName']))
    return `${JSON.stringify(ends ? { ...entry, expiresAt: '2020-01-01T00:00:00.000Z' } : entry)}\n`
  })
  writeFileSync(join(folder, journal), changed.join(''))
}

const list = [
  'Name;E-Mail;Klasse',
  'Jürg Müller;juerg@example.com;Größe 1',
  'Jürg Müller;j.mueller@example.com;Größe 2',
  '=HYPERLINK("http://x");ada@example.com;Größe 1',
]

describe('hallpass issue --each --handout', () => {
  it('is refused for other formats, and without --each, before anything is sent', async () => {
    const other = ['--each', local.list('ada'), '--out', newFolder(), '-o', 'env', '--handout', 'html']
    expect(await local.issue(other)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--handout goes with --out DIR'),
    })
    expect(await local.issue(['-s', 'ada', '--handout', 'html'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--handout goes with --each'),
    })
    expect(await local.issue([...other.slice(0, 4), '--handout', 'pdf'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--handout cannot be "pdf"'),
    })
    expect(local.asked()).toEqual([])
  })

  it('does not replace a page that somebody else made', async () => {
    const out = await handedOut(['ada'])
    writeFileSync(join(out, 'ada.html'), 'mine')
    const args = ['each', 'handout', out]
    expect(await local.run(args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('ada.html') })
    expect(read(out, 'ada.html')).toBe('mine')
    expect(await local.run([...args, '--force'])).toMatchObject({ exitCode: 0 })
    expect(read(out, 'ada.html')).toContain('AWS access for')
  })

  it('writes pages, text and a table, secret as the keys, with names and groups of the list', async () => {
    const out = await handedOut(list, '--handout', 'html', '--handout', 'text', '--handout', 'csv')
    expect(names(out)).toEqual([
      journal,
      '_everyone.csv',
      '_everyone.html',
      ...['ada', 'j.mueller', 'juerg'].flatMap((name) =>
        ['html', 'json', 'txt'].map((ending) => `${name}@example.com.${ending}`),
      ),
    ])
    for (const name of names(out)) expect(statSync(join(out, name)).mode & 0o777).toBe(0o600)
    const juerg = keys(out, 'juerg@example.com.json')
    expect(juerg).toMatchObject({ Name: 'Jürg Müller', Email: 'juerg@example.com', Group: 'Größe 1' })
    const page = read(out, 'juerg@example.com.html')
    for (const text of ['Jürg Müller', 'Größe 1', juerg['SecretAccessKey'] ?? '?', local.url]) {
      expect(page).toContain(text)
    }
    expect(read(out, 'juerg@example.com.txt')).toContain(juerg['ConsoleMagicLink'])
    expect(read(out, '_everyone.html').match(/<main>/g)).toHaveLength(3)
    const table = read(out, '_everyone.csv').split('\r\n')
    expect(table).toHaveLength(5)
    expect(table.find((row) => row.startsWith('ada@'))).toContain(`,"'=HYPERLINK(""http://x"")",`)
    expect(read(out, journal)).not.toContain(juerg['SecretAccessKey'])
    expect(read(out, journal)).not.toContain('SigninToken')
  })

  it('keeps the keys of those who are there when somebody comes later, and tells the new name of one', async () => {
    const out = await handedOut(['session-name,name', 'ada,Ada King'], '--handout', 'html')
    const before = keys(out, 'ada.json')
    const later = local.list('session-name,name', 'ada,Ada Lovelace', 'grace,Grace')
    const ended = await local.issue(['--each', later, '--out', out, '--handout', 'html'])
    expect(ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('issued 1, kept 1') })
    expect(keys(out, 'ada.json')['SecretAccessKey']).toBe(before['SecretAccessKey'])
    expect(read(out, 'ada.html')).toContain('Ada Lovelace')
    expect(read(out, '_everyone.html').match(/<main>/g)).toHaveLength(2)
  })
})

describe('hallpass each links', () => {
  it('refuses a folder that nothing was issued to', async () => {
    expect(await local.run(['each', 'links', local.folder])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('has written nothing to'),
    })
  })

  it('makes fresh links without new keys, and the hand-outs that are there with them', async () => {
    const out = await handedOut(['ada', 'grace'], '--handout', 'text')
    const before = keys(out, 'ada.json')
    const ended = await local.run(['each', 'links', out])
    expect(ended).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringContaining('2 fresh console links'),
    })
    const asked = local.asked()
    expect(asked.filter((line) => line.includes('AssumeRole'))).toEqual([])
    const after = keys(out, 'ada.json')
    expect(after['ConsoleMagicLink']).not.toBe(before['ConsoleMagicLink'])
    expect({ ...after, ConsoleMagicLink: '', ConsoleExpiration: '' }).toEqual({
      ...before,
      ConsoleMagicLink: '',
      ConsoleExpiration: '',
    })
    expect(read(out, 'ada.txt')).toContain(after['ConsoleMagicLink'])
    expect(names(out)).not.toContain('ada.html')
    // They are still as hallpass wrote them.
    const again = await local.issue(['--each', local.list('ada', 'grace'), '--out', out])
    expect(again.stderr).toContain('issued 0, kept 2')
  })

  it('lets the console end with the keys that were asked for a time, whoever asks for the link', async () => {
    const out = await handedOut(['ada'], '--duration', '30m')
    const { Expiration = '' } = keys(out, 'ada.json')
    await local.run(['each', 'links', out])
    const { ConsoleExpiration = '' } = keys(out, 'ada.json')
    expect(Math.abs(Date.parse(ConsoleExpiration) - Date.parse(Expiration))).toBeLessThan(5 * 60_000)
  })

  it('passes over what was changed, and says so; a folder of an older version is taken', async () => {
    const out = await handedOut(['ada', 'grace', 'linus'])
    appendFileSync(join(out, 'grace.json'), ' ')
    writeFileSync(
      join(out, journal),
      read(out, journal).replaceAll(/,"about":\{[^}]*\}/g, '') + '{"file":"cut o',
    )
    writeFileSync(join(out, '.hallpass-new-0123456789abcdef'), 'half')
    const ended = await local.run(['each', 'handout', out])
    expect(ended).toMatchObject({ exitCode: 8, stderr: expect.stringContaining('passed over: grace.json') })
    expect(names(out)).toEqual([
      journal,
      '_everyone.html',
      'ada.html',
      'ada.json',
      'grace.json',
      'linus.html',
      'linus.json',
    ])
    expect(read(out, 'ada.html')).toContain('Open the AWS console')
  })

  it('has exit code 7 where no link can be made, and the pages are there all the same', async () => {
    const out = await handedOut(['ada', 'grace'], '--no-link')
    const ended = await local.run(['each', 'handout', out], {
      env: { HALLPASS_SIGNIN_ENDPOINT_URL: 'http://127.0.0.1:9/federation' },
    })
    expect(ended).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining('2 are without a console link'),
    })
    expect(read(out, 'ada.html')).toContain('For a link into the console ask')
  })
})

describe('hallpass each clean', () => {
  it('leaves keys that are good, files of others, and what was changed', async () => {
    const out = await handedOut(['ada', 'grace', 'linus'], '--handout', 'html')
    writeFileSync(join(out, 'notes.txt'), 'mine')
    appendFileSync(join(out, 'linus.json'), ' ')
    end(out, 'grace', 'linus')
    const ended = await local.run(['each', 'clean', out])
    expect(ended).toMatchObject({ exitCode: 8, stdout: '' })
    expect(ended.stderr).toContain('removed 3 files\n')
    expect(ended.stderr).toContain('not as hallpass wrote them, and left: linus.json')
    expect(names(out)).toEqual([journal, '_everyone.html', 'ada.html', 'ada.json', 'linus.json', 'notes.txt'])
  })

  it('tells with --dry-run what would go, and changes nothing', async () => {
    const out = await handedOut(['ada', 'grace'])
    end(out, 'ada')
    const before = names(out).map((name) => read(out, name))
    const ended = await local.run(['each', 'clean', out, '--dry-run'])
    expect(ended).toMatchObject({ exitCode: 0, stdout: 'ada.json\n' })
    expect(names(out).map((name) => read(out, name))).toEqual(before)
  })

  it('removes the folder when nothing is left in it', async () => {
    const out = await handedOut(
      ['ada', 'grace'],
      '--handout',
      'html',
      '--handout',
      'text',
      '--handout',
      'csv',
    )
    rmSync(join(out, 'ada.txt'))
    end(out)
    const ended = await local.run(['each', 'clean', out])
    expect(ended).toMatchObject({ exitCode: 0, stderr: `removed 7 files, and ${out} itself\n` })
    expect(existsSync(out)).toBe(false)
  })

  it('removes good keys with --force alone, and says how to end them', async () => {
    const out = await handedOut(['ada', 'grace'])
    expect(await local.run(['each', 'clean', out])).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('2 files are still good'),
    })
    expect(names(out)).toContain('ada.json')
    const ended = await local.run(['each', 'clean', out, '--force'])
    expect(ended).toMatchObject({ exitCode: 0 })
    expect(ended.stderr).toContain(`hallpass revoke --role-arn ${local.roleArn} -s ada -s grace`)
    expect(existsSync(out)).toBe(false)
  })
})

it('three hundred people get their pages', async () => {
  const people = Array.from({ length: 300 }, (_, index) => `guest-${index},Guest Nr. ${index}`)
  const out = await handedOut(['session-name,name', ...people], '--handout', 'html')
  expect(names(out).filter((name) => name.endsWith('.html'))).toHaveLength(301)
  expect(await local.run(['each', 'links', out])).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('300 fresh console links'),
  })
  expect(calls('sts:AssumeRole')).toBe(0)
})
