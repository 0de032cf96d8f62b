import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCredentials, formats } from '../../src/format/index.ts'
import { mendedProblems, mostPastedCharacters, pasteProblems, readPaste } from '../../src/paste/index.ts'

const now = new Date('2026-11-23T09:00:00Z')
const id = 'ASIAZZZZ2XAMPLEKEYQ7'
const secret = 'wJalrXUtnFEMIbK7MDENGabPxRfiCYzzzzzzzzzz'
const token = `IQoJb3JpZ2luX2VjE${'Ab9+/x'.repeat(50)}==`
const credentials = { accessKeyId: id, secretAccessKey: secret, sessionToken: token }
const expiration = new Date('2026-11-23T10:00:00Z')

const shell = `export AWS_ACCESS_KEY_ID=${id}\nexport AWS_SECRET_ACCESS_KEY=${secret}\nexport AWS_SESSION_TOKEN=${token}\n`
const ini = `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\naws_session_token = ${token}\n`
const json = JSON.stringify(
  {
    Credentials: {
      AccessKeyId: id,
      SecretAccessKey: secret,
      SessionToken: token,
      Expiration: expiration.toISOString(),
    },
  },
  null,
  2,
)

describe('keys that are no use', () => {
  it.each([
    ['an id alone', `AWS_ACCESS_KEY_ID=${id}`, ['missing-secret', 'missing-token']],
    ['a secret alone', `AWS_SECRET_ACCESS_KEY=${secret}`, ['missing-id', 'missing-token']],
    ['without the token', `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}`, ['missing-token']],
    ['a secret that was cut', shell.replace(secret, secret.slice(0, 31)), ['cut-secret']],
    ['a token that was cut', shell.replace(token, token.slice(0, 60)), ['cut-token']],
    ['an id that was cut', shell.replace(id, id.slice(0, 10)), ['cut-id']],
    ['that have ended', json.replace('T10:00', 'T08:00'), ['expired']],
    ['what was to be filled in', shell.replace(secret, '<your-secret>'), ['placeholder']],
    [
      'an example out of a manual',
      `AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`,
      ['placeholder', 'long-term'],
    ],
    ['an id in a sentence', `my key is ${id}, why not?`, ['missing-secret', 'missing-token']],
  ])('are known: %s', (_name, text, problems) => {
    const pasted = readPaste(text, now)
    expect(pasted).toMatchObject({ kind: 'keys', problems })
    if (!problems.includes('expired')) expect(pasted).toMatchObject({ credentials: undefined })
  })
})

describe('what is no keys', () => {
  it.each([
    ['', 'empty'],
    [' \n\t', 'empty'],
    ['hello', 'unknown'],
    ['https://signin.aws.amazon.com/federation?Action=login&Issuer=x&SigninToken=abc', 'console-link'],
    ['https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1', 'console-page'],
    ['https://desk.example/join/abcd1234', 'join-link'],
    [`https://desk.example/link#hp_link_${'a'.repeat(43)}`, 'sign-in-link'],
    [`hp_lease_${'a'.repeat(43)}`, 'token'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nabc', 'other-secret'],
    ['x'.repeat(mostPastedCharacters + 1), 'too-long'],
    ['Unable to locate credentials. You can configure credentials by running "aws login".', 'error'],
  ])('%# is told apart: %.40s', (text, kind) => {
    expect(readPaste(text, now).kind).toBe(kind)
  })

  it('has the code of an error', () => {
    const text = 'An error occurred (ExpiredToken) when calling the ListBuckets operation: expired'
    expect(readPaste(text, now)).toEqual({ kind: 'error', awsCode: 'ExpiredToken' })
  })
})

describe('whole keys', () => {
  it.each(formats)('are read as hallpass prints them: %s', (format) => {
    const text = formatCredentials(format, {
      credentials: { ...credentials, expiration },
      region: 'eu-west-1',
      endpointUrl: undefined,
    })
    expect(readPaste(text, now)).toMatchObject({ kind: 'keys', problems: [], credentials })
  })

  it.each([
    ['shell', shell, 'shell', []],
    ['shell on one line', shell.trim().replaceAll('\n', ' && '), 'shell', []],
    ['with a prompt', shell.replaceAll('export', '$ export'), 'shell', []],
    ['SET', shell.replaceAll('export', 'SET'), 'windows-cmd', []],
    [
      'SET in quotes',
      `set "AWS_ACCESS_KEY_ID=${id}"\r\nset "AWS_SECRET_ACCESS_KEY=${secret}"\r\nset "AWS_SESSION_TOKEN=${token}"`,
      'windows-cmd',
      [],
    ],
    [
      'PowerShell',
      `$Env:AWS_ACCESS_KEY_ID="${id}"\n$Env:AWS_SECRET_ACCESS_KEY="${secret}"\n$Env:AWS_SESSION_TOKEN="${token}"`,
      'powershell',
      [],
    ],
    ['the credentials file', ini, 'ini', []],
    ['an answer of STS', json, 'json', []],
    ['curly quotes of a chat program', shell.replaceAll(/=(\S+)/g, '=“$1”'), 'shell', ['curly-quotes']],
    ['spaces that are none', ini.replaceAll(' = ', '\u00A0=\u00A0'), 'ini', ['odd-spaces']],
    ['HTML', json.replaceAll('"', '&quot;'), 'json', ['markup']],
    [
      'a token over several lines',
      `${shell.slice(0, shell.indexOf(token) + 90)}\n${token.slice(90)}\n`,
      'shell',
      ['broken-lines'],
    ],
    [
      'swapped',
      `aws_access_key_id=${secret}\naws_secret_access_key=${id}\naws_session_token=${token}`,
      'ini',
      ['swapped-fields'],
    ],
    ['a table of a spreadsheet', `Access key,Secret,Token\n${id},${secret},${token}`, 'bare', []],
  ] as const)('are read out of %s', (_name, text, form, problems) => {
    expect(readPaste(text, now)).toMatchObject({ kind: 'keys', form, problems, credentials })
  })

  it('of an IAM user need no token', () => {
    const long = { accessKeyId: 'AKIAZZZZ2XAMPLEKEYQ7', secretAccessKey: secret }
    const text = `AWS_ACCESS_KEY_ID=${long.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${secret}`
    expect(readPaste(text, now)).toMatchObject({ problems: ['long-term'], credentials: long })
    expect(readPaste(`${text}\nAWS_SESSION_TOKEN=${token}`, now)).toMatchObject({
      problems: ['unneeded-token', 'long-term'],
      credentials: long,
    })
  })

  it('are the first of several', () => {
    const other = shell.replaceAll(id, 'ASIAZZZZ2XAMPLEKEYQ8')
    expect(readPaste(`${shell}${other}`, now)).toMatchObject({ problems: ['several-keys'], credentials })
  })

  it('have an end and a region', () => {
    const region = json.replace('"Expiration"', '"region": "eu-west-1",\n"Expiration"')
    expect(readPaste(region, now)).toMatchObject({ expiration, region: 'eu-west-1' })
  })
})

describe('readPaste()', () => {
  const piece = fc.constantFrom(
    'AWS_ACCESS_KEY_ID',
    'aws_session_token',
    '"SecretAccessKey"',
    '=',
    ': ',
    '"',
    '“',
    '\n',
    ' ',
    'export ',
    'set ',
    '$env:',
    id,
    secret,
    token,
    'https://',
    '&quot;',
  )

  it('throws nothing, and says nothing of a secret', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(piece, { maxLength: 40 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, (given) => {
        const pasted = readPaste(given, now)
        const said = JSON.stringify({ ...pasted, credentials: undefined })
        expect(said).not.toContain(secret)
        expect(said).not.toContain(token)
        if (pasted.kind !== 'keys') return
        const useless = pasted.problems.some(
          (problem) => !mendedProblems.has(problem) && problem !== 'expired',
        )
        expect(pasted.credentials === undefined).toBe(useless)
        expect(pasted.problems).toEqual(pasteProblems.filter((problem) => pasted.problems.includes(problem)))
      }),
      { numRuns: 400 },
    )
  })

  it('takes time in proportion to the text, whatever it is', () => {
    const hostile = [
      'a'.repeat(60_000),
      'aws '.repeat(16_000),
      'AWS_ACCESS_KEY_ID='.repeat(3500),
      '"'.repeat(60_000),
    ]
    for (const text of hostile) expect(readPaste(text, now).kind).not.toBe('too-long')
  })
})
