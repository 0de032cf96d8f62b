import { beforeEach, describe, expect, it } from 'vitest'

import type { RawResponse } from '@hallpass/local-aws'

import {
  allow,
  createFixture,
  createSetup,
  credentials,
  type Fixture,
  type Keys,
} from '../local-aws-fixture.ts'
import { browse, consoleOf, headerOf, signIn } from '../local/local-fixture.ts'

let fixture: Fixture
let issuer: Keys
let roleArn: string
beforeEach(async () => {
  fixture = createFixture({
    seed: { buckets: { lab: { objects: { 'notes/one.txt': 'hello', 'top.txt': 'top' } } } },
  })
  ;({ issuer, roleArn } = await createSetup(fixture))
})

/** The cookie of a session that may do no more than a policy says. */
async function signedIn(policy?: string): Promise<string> {
  const keys = credentials(
    await fixture.query(issuer, 'sts', {
      Action: 'AssumeRole',
      RoleArn: roleArn,
      RoleSessionName: 'identified@domain.ext',
      ...(policy === undefined ? {} : { Policy: policy }),
    }),
  )
  return signIn(fixture, keys)
}

const own = { Origin: 'http://localhost:4566' }
const form = { ...own, 'Content-Type': 'application/x-www-form-urlencoded' }
const text = ({ body }: RawResponse): string => Buffer.from(body).toString()

const multipart = (prefix: string, name: string, content: string) => ({
  headers: { ...own, 'Content-Type': 'multipart/form-data; boundary=xx' },
  body: `--xx\r\nContent-Disposition: form-data; name="prefix"\r\n\r\n${encodeURIComponent(prefix)}\r\n--xx\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/html\r\n\r\n${content}\r\n--xx--\r\n`,
})

const keysIn = async (): Promise<string> =>
  text(await fixture.rest(fixture.aws.admin, 'GET', '/lab?list-type=2'))

describe('the console shows no bucket', () => {
  it('to whoever is not signed in', async () => {
    for (const [method, path] of [
      ['GET', '/console/s/111122223333-aaaaaaaa/s3/lab'],
      ['GET', '/console/s/111122223333-aaaaaaaa/s3/lab/object?key=top.txt'],
      ['POST', '/console/s/111122223333-aaaaaaaa/s3/lab/delete'],
      ['POST', '/console/s/111122223333-aaaaaaaa/s3/lab/upload'],
    ] as const) {
      const answer = await browse(fixture, method, path, form, 'key=top.txt')
      expect([path, answer.status, text(answer).includes('Not signed in')]).toEqual([path, 403, true])
    }
    expect(await keysIn()).toContain('<Key>top.txt</Key>')
  })

  it('that the session may not list, and says why in AWS’s words', async () => {
    const Cookie = await signedIn(allow('s3:ListAllMyBuckets'))
    const answer = await browse(fixture, 'GET', `${consoleOf(Cookie)}/s3/lab`, { Cookie })
    expect(answer.status).toBe(403)
    expect(text(answer)).toContain(
      'is not authorized to perform: s3:ListBucket on resource: &quot;arn:aws:s3:::lab&quot;',
    )
  })

  it('that is not there', async () => {
    const Cookie = await signedIn()
    const answer = await browse(fixture, 'GET', `${consoleOf(Cookie)}/s3/other`, { Cookie })
    expect([answer.status, text(answer)]).toEqual([
      404,
      expect.stringContaining('The specified bucket does not exist'),
    ])
  })
})

describe('the console changes nothing', () => {
  it('without being allowed to, and says why', async () => {
    const Cookie = await signedIn(allow(['s3:ListBucket', 's3:GetObject']))
    const deleted = await browse(
      fixture,
      'POST',
      `${consoleOf(Cookie)}/s3/lab/delete`,
      { ...form, Cookie },
      'key=top.txt',
    )
    expect([deleted.status, text(deleted)]).toEqual([
      403,
      expect.stringContaining('is not authorized to perform: s3:DeleteObject'),
    ])
    const { headers, body } = multipart('', 'new.txt', 'new')
    const put = await browse(
      fixture,
      'POST',
      `${consoleOf(Cookie)}/s3/lab/upload`,
      { ...headers, Cookie },
      body,
    )
    expect([put.status, text(put)]).toEqual([
      403,
      expect.stringContaining('is not authorized to perform: s3:PutObject'),
    ])
    expect(await keysIn()).toContain('<KeyCount>2</KeyCount>')
  })

  it('for a page of another origin, or for what does not say where it is from', async () => {
    const Cookie = await signedIn()
    const { headers, body } = multipart('', 'new.txt', 'new')
    for (const from of [{ Origin: 'http://localhost:3000' }, { Origin: 'null' }, { Origin: undefined }]) {
      const sent = Object.fromEntries(
        Object.entries({ ...headers, ...from }).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        ),
      )
      const put = await browse(
        fixture,
        'POST',
        `${consoleOf(Cookie)}/s3/lab/upload`,
        { ...sent, Cookie },
        body,
      )
      const type = 'application/x-www-form-urlencoded'
      const deleted = await browse(
        fixture,
        'POST',
        `${consoleOf(Cookie)}/s3/lab/delete`,
        { ...sent, 'Content-Type': type, Cookie },
        'key=top.txt',
      )
      expect([put.status, deleted.status]).toEqual([403, 403])
    }
    expect(await keysIn()).toContain('<KeyCount>2</KeyCount>')
  })
})

describe('the console', () => {
  it('leads from the buckets into folders, to an object and back', async () => {
    const Cookie = await signedIn()
    expect(text(await browse(fixture, 'GET', '/console', { Cookie }))).toContain(
      `<a href="${consoleOf(Cookie)}/s3/lab">lab</a>`,
    )
    const bucket = text(await browse(fixture, 'GET', `${consoleOf(Cookie)}/s3/lab`, { Cookie }))
    expect(bucket).toContain(`href="${consoleOf(Cookie)}/s3/lab?prefix=notes%2F"`)
    expect(bucket).toContain(`href="${consoleOf(Cookie)}/s3/lab/object?key=top.txt"`)
    const folder = text(
      await browse(fixture, 'GET', `${consoleOf(Cookie)}/s3/lab?prefix=notes%2F`, { Cookie }),
    )
    expect(folder).toContain(`href="${consoleOf(Cookie)}/s3/lab/object?key=notes%2Fone.txt"`)
    const object = await browse(fixture, 'GET', `${consoleOf(Cookie)}/s3/lab/object?key=notes%2Fone.txt`, {
      Cookie,
    })
    expect([object.status, text(object), headerOf(object, 'content-disposition')]).toEqual([
      200,
      'hello',
      "attachment; filename*=UTF-8''one.txt",
    ])
    // What lies in a bucket is never a page of the console's own.
    expect(headerOf(object, 'content-security-policy')).toContain("default-src 'none'")
    expect(headerOf(object, 'x-content-type-options')).toBe('nosniff')
  })

  it('uploads into a folder, and deletes; each is an event of the session’s', async () => {
    const Cookie = await signedIn()
    const { headers, body } = multipart('notes/', 'two.txt', 'two')
    const put = await browse(
      fixture,
      'POST',
      `${consoleOf(Cookie)}/s3/lab/upload`,
      { ...headers, Cookie },
      body,
    )
    expect([put.status, headerOf(put, 'location')]).toEqual([
      303,
      `${consoleOf(Cookie)}/s3/lab?prefix=notes%2F`,
    ])
    const got = await fixture.rest(fixture.aws.admin, 'GET', '/lab/notes/two.txt')
    expect(text(got)).toBe('two')
    const key = encodeURIComponent(encodeURIComponent('notes/two.txt'))
    const deleted = await browse(
      fixture,
      'POST',
      `${consoleOf(Cookie)}/s3/lab/delete`,
      { ...form, Cookie },
      `key=${key}`,
    )
    expect([deleted.status, headerOf(deleted, 'location')]).toEqual([
      303,
      `${consoleOf(Cookie)}/s3/lab?prefix=notes%2F`,
    ])
    expect(await keysIn()).not.toContain('two.txt')
    const [putEvent, deleteEvent] = ['PutObject', 'DeleteObject'].map(
      (eventName) => fixture.aws.events({ eventName })[0],
    )
    expect(putEvent).toMatchObject({
      userIdentity: { type: 'AssumedRole' },
      requestParameters: { bucketName: 'lab', key: 'notes/two.txt' },
    })
    expect(deleteEvent).toMatchObject({ requestParameters: { bucketName: 'lab', key: 'notes/two.txt' } })
  })

  it('refuses an upload without a file', async () => {
    const Cookie = await signedIn()
    const { headers, body } = multipart('', '', '')
    const answer = await browse(
      fixture,
      'POST',
      `${consoleOf(Cookie)}/s3/lab/upload`,
      { ...headers, Cookie },
      body,
    )
    expect([answer.status, text(answer)]).toEqual([400, expect.stringContaining('No file was chosen.')])
  })

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x>',
    'a\nb',
    '../../x',
    '%2F',
    'ü +&=?#',
    "it's",
    ' ',
    '\u202etxt.exe',
  ])('shows, gets and deletes the key %j', async (key) => {
    const Cookie = await signedIn()
    const { headers, body } = multipart('', 'x', 'content')
    const named = body.replace('\r\n\r\n\r\n--xx', `\r\n\r\n${encodeURIComponent(`${key}/`)}\r\n--xx`)
    const put = await browse(
      fixture,
      'POST',
      `${consoleOf(Cookie)}/s3/lab/upload`,
      { ...headers, Cookie },
      named,
    )
    expect(put.status).toBe(303)
    const place = headerOf(put, 'location') ?? ''
    const page = text(await browse(fixture, 'GET', place, { Cookie }))
    expect(page).not.toMatch(/<(?:script|img)\b/)
    const address =
      /href="(\/console\/s\/[\d-]+[a-z0-9]*\/s3\/lab\/object\?key=[^"]*)"/
        .exec(page)?.[1]
        ?.replaceAll('&apos;', "'") ?? ''
    expect(decodeURIComponent(address.split('key=')[1] ?? '')).toBe(`${key}/x`)
    expect(text(await browse(fixture, 'GET', address, { Cookie }))).toBe('content')
    const value = /name="key" value="([^"]*)"/.exec(page)?.[1]?.replaceAll('&apos;', "'") ?? ''
    const sent = new URLSearchParams({ key: value }).toString()
    const deleted = await browse(
      fixture,
      'POST',
      `${consoleOf(Cookie)}/s3/lab/delete`,
      { ...form, Cookie },
      sent,
    )
    expect(deleted.status).toBe(303)
    expect(await keysIn()).toContain('<KeyCount>2</KeyCount>')
  })

  it('goes through 10,000 objects a hundred at a time', async () => {
    const objects = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`n${String(index).padStart(5, '0')}`, 'x']),
    )
    fixture = createFixture({ seed: { buckets: { many: { objects } } } })
    ;({ issuer, roleArn } = await createSetup(fixture))
    const Cookie = await signedIn()
    const seen = new Set<string>()
    let place: string | undefined = `${consoleOf(Cookie)}/s3/many`
    while (place !== undefined) {
      const page: string = text(await browse(fixture, 'GET', place, { Cookie }))
      const keys = [...page.matchAll(/object\?key=(n\d{5})"/g)].map(([, key = '']) => key)
      expect(keys.length).toBe(100)
      for (const key of keys) seen.add(key)
      place = /href="([^"]*)">Next page</.exec(page)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen.size).toBe(10_000)
  })
})
