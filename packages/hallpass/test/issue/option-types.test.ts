import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { issue, type IssueOptions } from '../../src/issue/issue.ts'
import { createIssuer } from '../../src/issue/issuer.ts'
import type { HttpRequest } from '../../src/wire/http.ts'
import { assumeRoleAnswer } from '../query/sts-answers.ts'

const good: IssueOptions = {
  roleArn: 'arn:aws:iam::123456789012:role/R',
  sessionName: 'ada',
  credentials: {
    accessKeyId: 'AKIA5NWBQ2LDXHT7VKRM',
    secretAccessKey: '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',
  },
  env: {},
}

/** An STS that always answers with a session, and remembers what it was asked. */
function service() {
  const requests: HttpRequest[] = []
  const transport = (request: HttpRequest) => {
    requests.push(request)
    return Promise.resolve({ status: 200, headers: {}, body: assumeRoleAnswer() })
  }
  return { requests, wire: { transport } }
}

/** A call as from JavaScript, where no compiler looks at the arguments; what it rejects with. */
async function rejection(call: (...args: never[]) => Promise<unknown>, ...args: unknown[]): Promise<unknown> {
  const answer: unknown = Reflect.apply(call, undefined, args)
  return Promise.resolve(answer).then(
    () => 'nothing',
    (error: unknown) => error,
  )
}

describe('an option of a wrong type is a TypeError with its name, and nothing is sent', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ roleArn: undefined }, 'roleArn is missing: it has to be a string'],
    [{ roleArn: 42 }, 'roleArn has to be a string'],
    [{ sessionName: undefined }, 'sessionName is missing: it has to be a string'],
    [{ sessionName: 42 }, 'sessionName has to be a string'],
    [{ durationSeconds: '3600' }, 'durationSeconds has to be a whole number of seconds'],
    [{ durationSeconds: '1h' }, 'durationSeconds has to be a whole number of seconds'],
    [{ durationSeconds: 1000.5 }, 'durationSeconds has to be a whole number of seconds'],
    [{ durationSeconds: Number.NaN }, 'durationSeconds has to be a whole number of seconds'],
    [{ durationSeconds: null }, 'durationSeconds has to be a whole number of seconds'],
    [{ tags: ['a'] }, 'tags has to be an object of strings'],
    [{ tags: { team: 1 } }, 'tags has to be an object of strings'],
    [{ transitiveTagKeys: 'team' }, 'transitiveTagKeys has to be a list of strings'],
    [{ policy: { Version: '2012-10-17' } }, 'policy has to be a string'],
    [{ policyArns: 'arn' }, 'policyArns has to be a list of strings'],
    [{ tokenCode: 123_456 }, 'tokenCode has to be a string'],
    [{ webIdentityTokenFile: 3 }, 'webIdentityTokenFile has to be a non-empty string'],
    [{ webIdentityToken: 'eyJ' }, 'webIdentityToken has to be a function'],
    [{ credentials: 'AKIA' }, 'credentials has to be an object'],
    [
      { credentials: { secretAccessKey: 's' } },
      'credentials.accessKeyId is missing: it has to be a non-empty string',
    ],
    [
      { credentials: { accessKeyId: 'AKIA', secretAccessKey: '' } },
      'credentials.secretAccessKey has to be a non-empty string',
    ],
    [
      { credentials: { accessKeyId: 'AKIA', secretAccessKey: 's', expiration: '2027-01-01T00:00:00Z' } },
      'credentials.expiration has to be a Date',
    ],
  ])('issue: %j', async (options, message) => {
    const { requests, wire } = service()
    expect(await rejection(issue, { ...good, wire, ...options })).toEqual(new TypeError(message))
    expect(requests).toEqual([])
  })

  it.each<[Record<string, unknown>, string]>([
    [{ duration: 7200 }, 'issue() has no option duration: did you mean durationSeconds?'],
    [{ DurationSeconds: 7200 }, 'issue() has no option DurationSeconds: did you mean durationSeconds?'],
    [{ externalID: 'abc' }, 'issue() has no option externalID: did you mean externalId?'],
    [{ tag: { team: 'blue' } }, 'issue() has no option tag: did you mean tags?'],
    [{ policyArn: [] }, 'issue() has no option policyArn: did you mean policyArns?'],
    [{ colour: 'blue' }, 'issue() has no option colour'],
  ])('one that does not exist: %j', async (options, message) => {
    const { requests, wire } = service()
    expect(await rejection(issue, { ...good, wire, ...options })).toEqual(new TypeError(message))
    expect(requests).toEqual([])
  })

  it('one that does not exist and is left undefined is no mistake', async () => {
    const { requests, wire } = service()
    expect(await rejection(issue, { ...good, wire, duration: undefined })).toBe('nothing')
    expect(requests).toHaveLength(1)
  })

  it('a duration for createIssuer, which would not use it', async () => {
    const { roleArn, credentials } = good
    expect(await rejection(createIssuer, { roleArn, credentials, durationSeconds: 7200 })).toEqual(
      new TypeError('createIssuer() has no option durationSeconds'),
    )
  })

  it('a request of an issuer that looks like another one; and not a field of the caller’s own', async () => {
    const { requests, wire } = service()
    const { roleArn, credentials, env } = good
    const issuer = await createIssuer({ roleArn, credentials, env, wire })
    const asked = (more: object) => rejection((given) => issuer.issue(given), { sessionName: 'ada', ...more })
    expect(await asked({ duration: 7200 })).toEqual(
      new TypeError('a request for a session has no option duration: did you mean durationSeconds?'),
    )
    expect(requests).toEqual([])
    expect(
      await asked({ email: 'ada@x.example', row: 3, session: 7, duration: 2, durationSeconds: 900 }),
    ).toBe('nothing')
  })

  it('issue and createIssuer without options', async () => {
    expect(await rejection(issue)).toEqual(new TypeError('options is missing: it has to be an object'))
    expect(await rejection(createIssuer)).toEqual(new TypeError('options is missing: it has to be an object'))
    expect(await rejection(createIssuer, {})).toEqual(
      new TypeError('roleArn is missing: it has to be a string'),
    )
  })

  it.each<[unknown, string]>([
    [undefined, 'request is missing: it has to be an object'],
    [{}, 'sessionName is missing: it has to be a string'],
    [{ sessionName: 'ada', durationSeconds: '3600' }, 'durationSeconds has to be a whole number of seconds'],
  ])('an issuer: %j', async (request, message) => {
    const { requests, wire } = service()
    const { roleArn, credentials, env } = good
    const issuer = await createIssuer({ roleArn, credentials, env, wire })
    expect(await rejection((given) => issuer.issue(given), request)).toEqual(new TypeError(message))
    expect(requests).toEqual([])
  })
})

describe('a refused option is named as in code', () => {
  it.each<[Partial<IssueOptions>, string]>([
    [{ roleArn: 'R' }, 'roleArn'],
    [{ sessionName: 'Ada Lovelace' }, 'sessionName'],
    [{ durationSeconds: 60 }, 'durationSeconds'],
    [{ tags: { 'a;b': 'c' } }, 'tags'],
    [{ transitiveTagKeys: ['team'] }, 'transitiveTagKeys'],
    [{ policy: '{' }, 'policy'],
    [{ policyArns: ['ReadOnly'] }, 'policyArns'],
    [{ externalId: ';' }, 'externalId'],
    [{ sourceIdentity: 'aws:me' }, 'sourceIdentity'],
    [{ tokenCode: '123456' }, 'tokenCode'],
    [{ serialNumber: 'arn:aws:iam::123456789012:mfa/ada' }, 'tokenCode'],
    [{ region: 'mars' }, 'region'],
  ])('%j', async (options, name) => {
    const error: unknown = await issue({ ...good, ...options }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(HallpassError)
    expect(error).toMatchObject({ code: 'InvalidInput', facts: { name } })
  })
})
