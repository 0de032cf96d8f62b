import { evaluate, parsePolicy as parseIamPolicy } from '@hallpass/local-aws/policy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers, mergeDenials, type Denial } from '../../src/revoke/denial.ts'
import { parsePolicy, policySize, renderPolicy, spareSize } from '../../src/revoke/deny-document.ts'

const second = fc
  .integer({ min: 1_700_000_000, max: 4_000_000_000 })
  .map((seconds) => new Date(seconds * 1000))
const minute = second.map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000))
const userId = fc.stringMatching(/^AROA[A-Z0-9]{17}:[\w+=,.@-]{2,64}$/)

const denial: fc.Arbitrary<Denial> = fc.oneof(
  fc.record({ userId, before: fc.option(second, { nil: undefined }), until: minute }),
  fc.record({ userId: fc.constant(undefined), before: second, until: minute }),
)
const denials = fc.array(denial, { minLength: 1, maxLength: 12 }).map((list) => mergeDenials(list))

const inOrder = (list: readonly Denial[]): string[] => list.map((one) => JSON.stringify(one)).toSorted()

describe('the policy of a revocation', () => {
  it.each([
    ['text that is no JSON', '{'],
    ['no statement', '{"Version":"2012-10-17","Statement":[]}'],
    ['one statement that is no list', '{"Version":"2012-10-17","Statement":{}}'],
    ['another version', ours().replace('2012-10-17', '2008-10-17')],
    ['an element more', ours().replace('{"Version"', '{"Id":"x","Version"')],
    ['an Allow', ours().replace('Deny', 'Allow')],
    ['fewer actions', ours().replace('"Action":"*"', '"Action":"s3:*"')],
    ['one resource', ours().replace('"Resource":"*"', '"Resource":"arn:aws:s3:::a"')],
    ['another Sid', ours().replace('Until2026', 'Since2026')],
    ['a day that is none', ours().replace('20261123', '20260230')],
    ['another operator', ours().replace('StringEquals', 'StringLike')],
    ['another key', ours().replace('aws:userid', 'aws:username')],
    ['no userid', ours().replace(/\["AROA.*?\]/, '[]')],
    ['a pattern of userids', ours().replace('ada@lab', '*')],
    ['no condition', ours().replace(/"Condition":\{.*\}\}/, '"Condition":{}')],
    [
      'a moment without a zone',
      ours().replace('}}]}', '},"DateLessThan":{"aws:TokenIssueTime":"2026-11-22"}}]}'),
    ],
  ])('with %s is not one that we wrote', (_, text) => {
    expect(text).not.toBe(ours())
    expect(parsePolicy(text)).toBeUndefined()
  })

  it('reads back as it was written, white space or not', () => {
    fc.assert(
      fc.property(denials, fc.boolean(), fc.boolean(), (list, wanted, spaced) => {
        const spare = wanted && list.some((one) => one.userId !== undefined)
        const text = renderPolicy({ denials: list, spare })
        const read = parsePolicy(spaced ? JSON.stringify(JSON.parse(text), null, 4) : text)
        expect(read?.spare).toBe(spare)
        expect(inOrder(read?.denials ?? [])).toEqual(inOrder(list))
      }),
    )
  })

  it('is taken by IAM, is as long as it is large, and longer by what is spare', () => {
    fc.assert(
      fc.property(denials, (list) => {
        const text = renderPolicy({ denials: list, spare: false })
        expect(() => parseIamPolicy(text, 'identity')).not.toThrow()
        expect(policySize(text)).toBe(text.length)
        const more = list.some((one) => one.userId !== undefined) ? spareSize : 0
        expect(renderPolicy({ denials: list, spare: true })).toHaveLength(text.length + more)
      }),
    )
  })

  it('denies exactly the sessions it is about, as the policy engine decides', () => {
    fc.assert(
      fc.property(denials, userId, second, fc.nat(11), fc.boolean(), (list, other, issued, index, spare) => {
        const asked = list[index]?.userId ?? other
        const wanted = { userId: asked, before: undefined, until: new Date(0) }
        const expected = list.some(
          (one) => (one.userId ?? asked) === wanted.userId && (!one.before || issued < one.before),
        )
        expect(decision(renderPolicy({ denials: list, spare }), asked, issued)).toBe(
          expected ? 'ExplicitlyDenied' : 'Allowed',
        )
      }),
    )
  })

  it('that covers another denies whatever that one denies', () => {
    fc.assert(
      fc.property(denial, denial, second, (great, small, issued) => {
        const like = { ...great, before: great.before && issued, until: small.until }
        fc.pre(covers(like, small))
        const asked = small.userId ?? 'AROA234567:anyone'
        if (decision(renderPolicy({ denials: [small], spare: false }), asked, issued) === 'Allowed') return
        expect(decision(renderPolicy({ denials: [like], spare: false }), asked, issued)).toBe(
          'ExplicitlyDenied',
        )
      }),
    )
  })
})

function ours(): string {
  const until = new Date('2026-11-23T12:00:00Z')
  return renderPolicy({ denials: [{ userId: 'AROA234567:ada@lab', before: undefined, until }], spare: false })
}

function decision(text: string, user: string, issued: Date): string {
  const allow = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
  const account = '111122223333'
  const roleArn = `arn:aws:iam::${account}:role/Handed`
  const arn = `arn:aws:sts::${account}:assumed-role/Handed/${user.split(':')[1]}`
  return evaluate(
    {
      action: 's3:ListAllMyBuckets',
      resource: '*',
      principal: { type: 'assumed-role', arn, account, roleArn, userId: user },
      context: new Map([
        ['aws:userid', [user]],
        ['aws:TokenIssueTime', [issued.toISOString().replace('.000Z', 'Z')]],
      ]),
    },
    {
      identity: [
        { name: 'work', policy: parseIamPolicy(allow, 'identity') },
        { name: 'revoked', policy: parseIamPolicy(text, 'identity') },
      ],
    },
  ).decision
}
