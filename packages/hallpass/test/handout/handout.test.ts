import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Handout } from '../../src/handout/index.ts'
import { handoutHtml, handoutText, mailMergeCsv, mailMergeHeaders } from '../../src/handout/index.ts'
import { shells, shortLinesFor } from '../../src/handout/shells.ts'

const sessionToken = `FwoGZXIvYXdzE${'Ab+/9'.repeat(180)}==`
const credentials = {
  accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
  secretAccessKey: '+ecretKey/WithPlus+AndSlash/0123456789abc',
  sessionToken,
  expiration: new Date('2027-01-02T23:30:00.000Z'),
}
const ada: Handout = {
  sessionName: 'ada@example.com',
  name: 'Ada Lovelace',
  group: 'Größe Müller',
  roleArn: 'arn:aws:iam::123456789012:role/labs/WorkshopTour',
  keys: { credentials, region: 'eu-west-1' },
  link: {
    url: `https://signin.aws.amazon.com/federation?Action=login&Issuer=a%22b&SigninToken=${'x'.repeat(900)}`,
    openUntil: new Date('2027-01-02T22:45:00.000Z'),
    consoleUntil: new Date('2027-01-02T23:30:00.000Z'),
  },
  place: 's3://lab-files/AROAEXAMPLE:ada@example.com/',
}
const hostile = '</style><script src="//x.example/a.js">&\'"\u202e\u0007'

describe('the page of a person', () => {
  it('holds nothing that others wrote as markup', () => {
    const page = handoutHtml([
      { ...ada, name: hostile, group: hostile, place: hostile, sessionName: hostile },
    ])
    expect(page).not.toContain('<script')
    expect(page).not.toContain('x.example/a.js">')
    for (const character of ['\u202e', '\u0007']) expect(page).not.toContain(character)
    expect(page).toContain('&lt;/style&gt;&lt;script src=&quot;//x.example/a.js&quot;&gt;&amp;&#39;&quot;')
    expect(page.match(/<\/style>/g)).toHaveLength(1)
  })

  it('asks nothing of anybody: no script, no address but the link’s', () => {
    const page = handoutHtml([ada])
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(
      [...page.matchAll(/(?:src|href|action|url)\s*[=(]\s*["']?([^"'\s>)]+)/g)].map((one) => one[1]),
    ).toEqual([ada.link?.url.replaceAll('&', '&amp;')])
  })

  it('says whose it is, until when, and how to use it in each shell', () => {
    const page = handoutHtml([ada], { timeZone: 'Europe/Zurich' })
    for (const text of [
      'Ada Lovelace',
      'Größe Müller',
      '123456789012',
      'WorkshopTour',
      's3://lab-files/AROAEXAMPLE:ada@example.com/',
      '2027-01-02 23:30 UTC (2027-01-03 00:30 in Europe/Zurich)',
      `export AWS_SESSION_TOKEN=${sessionToken}`,
      '$Env:AWS_SECRET_ACCESS_KEY=',
      'set AWS_REGION=eu-west-1',
      'set -gx AWS_ACCESS_KEY_ID',
      'Open the AWS console',
    ]) {
      expect(page).toContain(text)
    }
  })

  it('says whom to ask where there is no link', () => {
    const page = handoutHtml([{ ...ada, link: undefined }])
    expect(page).toContain('For a link into the console ask')
    expect(page).not.toContain('href=')
  })
})

describe('the text of a person', () => {
  it('has no line of more than 80 columns but the link', () => {
    for (const name of ['Ada Lovelace', 'w'.repeat(256), '王'.repeat(100), 'a b '.repeat(64)]) {
      const lines = handoutText(
        { ...ada, name, place: `s3://${'p'.repeat(150)}` },
        { timeZone: 'Asia/Tokyo' },
      )
        .split('\n')
        .filter((line) => line !== ada.link?.url)
      expect(lines.filter((line) => line.replaceAll(/[^\0-\u10ff]/g, 'ww').length > 80)).toEqual([])
    }
  })

  it('keeps every letter of a name that is broken', () => {
    const name = 'w'.repeat(256)
    const [heading = ''] = handoutText({ ...ada, name, group: undefined }).split('\n\n')
    expect(heading.replaceAll('\n', '')).toBe(`AWS access for${name}`)
  })
})

describe('lines that are short enough for mail', () => {
  for (const [command, shell] of [
    ['bash', shells[0]],
    ['zsh', shells[0]],
    ['sh', shells[0]],
    ['fish', shells[3]],
    ['pwsh', shells[1]],
  ] as const) {
    const missing = spawnSync(command, ['-c', 'exit 0']).error !== undefined
    it.skipIf(missing)(`make the same token in ${command}${missing ? ' (not installed)' : ''}`, () => {
      const lines = shell && shortLinesFor(shell, ada.keys, 76)
      expect(lines?.every((line) => line.length <= 76)).toBe(true)
      const script = [...(lines ?? []), 'printenv AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN'].join('\n')
      const { stdout, stderr } = spawnSync(command, ['-c', script], { encoding: 'utf8' })
      expect({ stdout, stderr }).toEqual({
        stdout: `${credentials.secretAccessKey}\n${sessionToken}\n`,
        stderr: '',
      })
    })
  }
})

describe('the table for mail merge', () => {
  it.each(['=1+2', '+41 44', '-2', '@SUM(A1)', '\t=1', ' =1', '＝1+2'])(
    'never has a formula where somebody is called %j',
    (name) => {
      const [, row = ''] = mailMergeCsv([{ ...ada, name }]).split('\r\n')
      expect(cells(row)[1]).toBe(`'${name}`)
    },
  )

  it('has keys to the letter, whatever they begin with', () => {
    const [header = '', row = '', end] = mailMergeCsv([ada]).split('\r\n')
    expect(header).toBe(`\ufeff${mailMergeHeaders.join(',')}`)
    expect(end).toBe('')
    expect(Object.fromEntries(mailMergeHeaders.map((name, index) => [name, cells(row)[index]]))).toEqual({
      'session-name': 'ada@example.com',
      name: 'Ada Lovelace',
      email: '',
      group: 'Größe Müller',
      account: '123456789012',
      role: 'WorkshopTour',
      region: 'eu-west-1',
      'access-key-id': credentials.accessKeyId,
      'secret-access-key': credentials.secretAccessKey,
      'session-token': sessionToken,
      'expires-at': '2027-01-02T23:30:00.000Z',
      'console-link': ada.link?.url,
      'console-link-open-until': '2027-01-02T22:45:00.000Z',
      'console-until': '2027-01-02T23:30:00.000Z',
      place: 's3://lab-files/AROAEXAMPLE:ada@example.com/',
    })
  })

  it('keeps commas, quotes and line ends in their cell', () => {
    const [, row = ''] = mailMergeCsv([{ ...ada, name: 'Lovelace, "Ada"' }]).split('\r\n')
    expect(cells(row)[1]).toBe('Lovelace, "Ada"')
  })
})

/** A row as RFC 4180 reads it. */
function cells(row: string): string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
}
