import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { createFixture, createUser, element, type Fixture } from '../local-aws-fixture.ts'
import { askLocal, jsonOf } from './local-fixture.ts'

const seed = { buckets: { lab: { objects: { one: 'first' } } } }
const takenAt = '2026-11-22T12:00:00.000Z'

const ask = async (fixture: Fixture, method: string, path: string) =>
  jsonOf(await askLocal(fixture, fixture.aws.admin, method, `/_local${path}`))
const objects = async (fixture: Fixture) =>
  element(await fixture.rest(fixture.aws.admin, 'GET', '/lab?list-type=2'), 'KeyCount')
const empty = (fixture: Fixture) => fixture.rest(fixture.aws.admin, 'DELETE', '/lab/one')

describe('/_local/reset', () => {
  it('puts back the beginning', async () => {
    const fixture = createFixture({ seed })
    await empty(fixture)
    expect(await objects(fixture)).toBe('0')
    expect(await ask(fixture, 'POST', '/reset')).toEqual([200, { reset: true }])
    expect(await objects(fixture)).toBe('1')
  })

  it('is refused to whoever no policy allows it', async () => {
    const fixture = createFixture({ seed })
    const anna = await createUser(fixture, 'anna', ['s3:*', 'local:ListSnapshots'])
    for (const [method, path] of [
      ['POST', '/reset'],
      ['PUT', '/snapshots/mine'],
      ['POST', '/snapshots/mine/load'],
      ['DELETE', '/snapshots/mine'],
    ] as const) {
      expect((await askLocal(fixture, anna, method, `/_local${path}`)).status).toBe(403)
    }
    expect((await askLocal(fixture, anna, 'GET', '/_local/snapshots')).status).toBe(200)
  })
})

describe('what is of all accounts', () => {
  it('is put back by the management account alone, whatever another one allows itself', async () => {
    const fixture = createFixture({
      accounts: 2,
      seed: {
        accounts: {
          '222233334444': {
            users: { ben: { attachedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'] } },
          },
        },
      },
    })
    const ben = [...fixture.aws.keys].find(([name]) => name.endsWith('ben'))?.[1]
    if (ben === undefined) throw new Error('ben has no key')
    for (const [method, path] of [
      ['POST', '/reset'],
      ['GET', '/snapshots'],
      ['PUT', '/snapshots/mine'],
      ['POST', '/snapshots/mine/load'],
      ['DELETE', '/snapshots/mine'],
    ] as const) {
      expect((await askLocal(fixture, ben, method, `/_local${path}`)).status, path).toBe(403)
    }
    expect(await ask(fixture, 'POST', '/reset')).toEqual([200, { reset: true }])
  })
})

describe('/_local/snapshots', () => {
  it('keeps what is there under a name, and puts it back as often as it is asked to', async () => {
    const fixture = createFixture({ seed })
    const prepared = { name: 'prepared', takenAt }
    expect(await ask(fixture, 'PUT', '/snapshots/prepared')).toEqual([201, prepared])
    for (const _ of [1, 2]) {
      await empty(fixture)
      expect(await objects(fixture)).toBe('0')
      expect(await ask(fixture, 'POST', '/snapshots/prepared/load')).toEqual([200, prepared])
      expect(await objects(fixture)).toBe('1')
    }
    expect(await ask(fixture, 'GET', '/snapshots')).toEqual([200, { snapshots: [prepared] }])
  })

  it('are replaced and forgotten by name', async () => {
    const fixture = createFixture({ seed })
    await ask(fixture, 'PUT', '/snapshots/prepared')
    await empty(fixture)
    await ask(fixture, 'PUT', '/snapshots/prepared')
    fixture.aws.reset()
    await ask(fixture, 'POST', '/snapshots/prepared/load')
    expect(await objects(fixture)).toBe('0')
    expect(await ask(fixture, 'DELETE', '/snapshots/prepared')).toEqual([200, { name: 'prepared', takenAt }])
    for (const [method, path] of [
      ['DELETE', '/snapshots/prepared'],
      ['POST', '/snapshots/prepared/load'],
    ] as const) {
      expect(await ask(fixture, method, path)).toEqual([
        404,
        { code: 'NotFound', message: 'There is no snapshot prepared.' },
      ])
    }
  })

  it('are a hundred at most', async () => {
    const fixture = createFixture()
    for (let index = 0; index < 100; index += 1) await ask(fixture, 'PUT', `/snapshots/s${index}`)
    expect(await ask(fixture, 'PUT', '/snapshots/more')).toEqual([
      409,
      { code: 'LimitExceeded', message: 'There are 100 snapshots already: delete one.' },
    ])
    expect(await ask(fixture, 'PUT', '/snapshots/s7')).toMatchObject([201, {}])
  })

  it('that are loaded are what a data directory holds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snapshot-routes-'))
    const data = join(folder, 'data')
    const first = createFixture({ data, seed })
    await ask(first, 'PUT', '/snapshots/prepared')
    await empty(first)
    await ask(first, 'POST', '/snapshots/prepared/load')
    first.aws.close()
    const second = createFixture({ data })
    expect(await objects(second)).toBe('1')
    second.aws.close()
    rmSync(folder, { recursive: true })
  })
})
