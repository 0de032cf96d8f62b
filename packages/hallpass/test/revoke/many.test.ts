import { beforeEach, describe, expect, it } from 'vitest'
import {
  endOfSession,
  listRevocations,
  pruneRevocations,
  resumeSessions,
  revokeAllBefore,
  revokeSession,
  revokeSessions,
} from '../../src/revoke/index.ts'
import { RoleLab } from './role-lab.ts'

let lab: RoleLab
beforeEach(async () => {
  lab = await RoleLab.open()
})

const names = ['ada@lab', 'bob@lab', 'eve@lab']

describe('revoking several names', () => {
  it('is refused whole when one of them cannot be a name, before anything is sent', async () => {
    lab.actions.length = 0
    await expect(revokeSessions({ ...lab.options, sessions: ['ada@lab', 'e v e'] })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
    await expect(
      // @ts-expect-error -- for callers without a compiler
      revokeSessions({ ...lab.options, sessions: [7] }),
    ).rejects.toThrow(TypeError)
    for (const sessions of [undefined, 'ada@lab', { ada: true }]) {
      // @ts-expect-error -- for callers without a compiler
      await expect(revokeSessions({ ...lab.options, sessions })).rejects.toThrow(
        /^sessions (?:is missing: it )?has to be a list, or an iterable, an async one too$/,
      )
    }
    expect(lab.actions).toEqual([])
  })

  it('takes names from an async iterable, to its end, and lets them back in from one', async () => {
    async function* given() {
      for (const name of names) {
        await Promise.resolve()
        yield name
      }
    }
    lab.actions.length = 0
    const revoked = await revokeSessions({ ...lab.options, sessions: given() })
    expect(revoked.denied.map(({ sessionName }) => sessionName)).toEqual(names)
    expect(lab.actions.filter((action) => action === 'PutRolePolicy')).toHaveLength(1)
    expect((await resumeSessions({ ...lab.options, sessions: given() })).resumed).toEqual(names)
  })

  it('writes nothing when an async iterable breaks off', async () => {
    async function* broken() {
      yield* names
      await Promise.reject(new RangeError('the list broke off'))
    }
    lab.actions.length = 0
    await expect(revokeSessions({ ...lab.options, sessions: broken() })).rejects.toThrow(
      new RangeError('the list broke off'),
    )
    expect(lab.actions).toEqual([])
  })

  it.each(['while', 'before'])('is called off %s a list does not go on, and writes nothing', async (when) => {
    const stop = new AbortController()
    async function* silent() {
      yield 'ada@lab'
      if (when === 'while') stop.abort()
      await new Promise(() => {})
    }
    if (when === 'before') stop.abort()
    lab.actions.length = 0
    const asked = { ...lab.options, sessions: silent(), signal: stop.signal }
    await expect(revokeSessions(asked)).rejects.toMatchObject({ code: 'Aborted' })
    await expect(resumeSessions({ ...asked, sessions: silent() })).rejects.toMatchObject({ code: 'Aborted' })
    expect(lab.actions).toEqual([])
  })

  it('is refused for a userid of another role', async () => {
    const sessions = ['AROAEXAMPLEEXAMPLE000:ada@lab']
    await expect(revokeSessions({ ...lab.options, sessions })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining('no session of role Handed') as unknown,
    })
  })

  it('denies each of them, and nobody else, with one write', async () => {
    const sessions = await Promise.all(names.map((name) => lab.session(name)))
    const bystander = await lab.session('bystander')
    lab.actions.length = 0
    const revoked = await revokeSessions({ ...lab.options, sessions: names })
    expect(lab.actions.filter((action) => action === 'PutRolePolicy')).toHaveLength(1)
    expect(revoked).toMatchObject({
      roleArn: lab.roleArn,
      denied: names.map((sessionName) => ({ sessionName, before: undefined })),
      notDenied: [],
      lapsed: [],
    })
    for (const session of sessions) expect(await lab.works(session)).toBe(false)
    expect(await lab.works(bystander)).toBe(true)
  })

  it('takes a name twice as one, and a userid as the name in it', async () => {
    const { revocations } = await pruneRevocations(lab.options)
    expect(revocations).toEqual([])
    const first = await revokeSessions({ ...lab.options, sessions: ['ada@lab', 'ada@lab'] })
    expect(first.denied).toHaveLength(1)
    const text = [...(await lab.policies()).values()].find((one) => one.includes('ada@lab')) ?? ''
    const userId = /AROA\w+:/.exec(text)?.[0] ?? ''
    const second = await revokeSessions({ ...lab.options, sessions: [`${userId}bob@lab`] })
    expect(second.denied).toMatchObject([{ sessionName: 'bob@lab' }])
    expect(await lab.works(await lab.session('bob@lab'))).toBe(false)
  })

  it('keeps each as long as it can be alive, and writes nothing for who cannot be', async () => {
    const at = (hours: number): Date => new Date(lab.time.getTime() + hours * 3_600_000)
    const revoked = await revokeSessions({
      ...lab.options,
      sessions: [
        { sessionName: 'ada@lab', aliveUntil: at(1) },
        { sessionName: 'bob@lab', aliveUntil: at(9) },
        { sessionName: 'eve@lab', aliveUntil: at(-1) },
      ],
    })
    expect(revoked.lapsed).toEqual(['eve@lab'])
    // Rounded up to the next of four ends in a day.
    expect(revoked.denied.map(({ until }) => until.toISOString())).toEqual([
      '2026-11-22T12:00:00.000Z',
      '2026-11-22T18:00:00.000Z',
    ])
    lab.forward(5)
    const { revocations } = await pruneRevocations(lab.options)
    expect(revocations.map(({ sessionName }) => sessionName)).toEqual(['bob@lab'])
  })

  it('of nobody writes nothing', async () => {
    const { denied } = await revokeSessions({ ...lab.options, sessions: [] })
    expect(denied).toEqual([])
    expect([...(await lab.policies()).keys()]).toEqual(['work'])
  })

  it('that were revoked before writes nothing, and says that they are denied', async () => {
    await revokeSessions({ ...lab.options, sessions: names })
    const before = await lab.policies()
    const { denied } = await revokeSessions({ ...lab.options, sessions: names })
    expect(denied).toHaveLength(3)
    expect(await lab.policies()).toEqual(before)
  })
})

describe('what IAM takes and does not show', () => {
  it('is not reported as denied', async () => {
    const { transport } = lab
    const swallowing: typeof transport = (request, options) =>
      /Action=PutRolePolicy/.test(String(request.body))
        ? Promise.resolve({
            status: 200,
            headers: { date: lab.time.toUTCString() },
            body: '<PutRolePolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PutRolePolicyResponse>',
          })
        : transport(request, options)
    const options = { ...lab.options, wire: { ...lab.options.wire, transport: swallowing } }
    await expect(revokeSessions({ ...options, sessions: names })).rejects.toMatchObject({
      code: 'AwsUnavailable',
      hint: expect.stringContaining('run it again') as unknown,
    })
  })
})

describe('letting names back in', () => {
  it('says who was not denied, and changes nothing for the others', async () => {
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    const before = await lab.policies()
    const { resumed, notDenied } = await resumeSessions({ ...lab.options, sessions: ['bob@lab', 'Ada@lab'] })
    expect({ resumed, notDenied }).toEqual({ resumed: [], notDenied: ['bob@lab', 'Ada@lab'] })
    expect(await lab.policies()).toEqual(before)
  })

  it('makes their sessions work again, old and new, and nobody else’s', async () => {
    const sessions = await Promise.all(names.map((name) => lab.session(name)))
    await revokeSessions({ ...lab.options, sessions: names })
    const { resumed } = await resumeSessions({ ...lab.options, sessions: ['ada@lab', 'bob@lab'] })
    expect(resumed).toEqual(['ada@lab', 'bob@lab'])
    expect(await Promise.all(sessions.map((session) => lab.works(session)))).toEqual([true, true, false])
    expect(await lab.works(await lab.session('ada@lab'))).toBe(true)
  })

  it('takes every denial of a name out, wherever it stands, and the policy when nothing is left', async () => {
    await revokeSession({ ...lab.options, sessionName: 'ada@lab', allowNew: true })
    lab.forward(1)
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    await resumeSessions({ ...lab.options, sessions: ['ada@lab'] })
    expect([...(await lab.policies()).keys()]).toEqual(['work'])
  })

  it('leaves what was revoked for everyone, and says until when', async () => {
    const old = await lab.session('ada@lab')
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    const { before } = await revokeAllBefore(lab.options)
    const { everyoneBefore } = await resumeSessions({ ...lab.options, sessions: ['ada@lab'] })
    expect(everyoneBefore).toEqual(before)
    expect(await lab.works(old)).toBe(false)
    lab.forward(0.1)
    expect(await lab.works(await lab.session('ada@lab'))).toBe(true)
  })

  it('and revoking them again denies them again', async () => {
    const session = await lab.session('ada@lab')
    for (let again = 0; again < 3; again++) {
      await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
      expect(await lab.works(session)).toBe(false)
      await resumeSessions({ ...lab.options, sessions: ['ada@lab'] })
      expect(await lab.works(session)).toBe(true)
    }
  })
})

describe('who is denied', () => {
  it('is read without writing, what has lapsed left out', async () => {
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    lab.forward(20)
    await revokeSession({ ...lab.options, sessionName: 'bob@lab' })
    lab.forward(10)
    lab.actions.length = 0
    const { revocations, readAt } = await listRevocations(lab.options)
    expect(revocations.map(({ sessionName }) => sessionName)).toEqual(['bob@lab'])
    expect(readAt).toEqual(new Date(Math.floor(lab.time.getTime() / 1000) * 1000))
    expect(lab.actions.filter((action) => /^(?:Put|Delete)/.test(action))).toEqual([])
  })
})

describe('the end of a session', () => {
  const expiration = new Date('2026-11-22T09:00:00Z')
  const source = { kind: 'environment', profile: undefined, sso: false, description: '' } as const
  const credentials = { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', expiration }

  it('is that of its keys where the console ends with them', () => {
    expect(endOfSession({ credentials, issuer: { longTerm: false, source } })).toEqual(expiration)
  })

  it('is that of the longest console session where that may outlive them', () => {
    expect(endOfSession({ credentials, issuer: { longTerm: true, source } })).toEqual(
      new Date('2026-11-22T21:15:00Z'),
    )
  })
})
