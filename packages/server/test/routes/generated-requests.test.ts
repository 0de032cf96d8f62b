import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Actor, scopes } from '../../src/actor/index.ts'
import { verifyAuditChain, readChain } from '../../src/audit/index.ts'
import { createLease } from '../../src/lease/index.ts'
import { admin, instructor, openWorkshopOf, useDesks } from '../desk.ts'
import { arbitraryOf, type JsonSchema } from './arbitrary-of-schema.ts'
import { createCheckedApi, type DescribedOperation } from './checked-api.ts'

const desks = useDesks()
const asked = Number(process.env['HALLPASS_REQUESTS'])
const requests = asked > 0 ? asked : process.env['HALLPASS_PROOF'] === 'full' ? 10_000 : 400

const platform: Actor = { kind: 'platform', id: 't-labs', name: 'Labs', scopes, workshopIds: 'all' }

describe(`${requests} requests made from the document`, () => {
  it('are all answered as the document says, and none with a fault of the server', async () => {
    const desk = await desks.make()
    const api = await createCheckedApi(desk)
    const ids: string[] = []
    for (let index = 0; index < 3; index += 1) {
      const workshop = await openWorkshopOf(desk.services, admin, { seats: 10_000 })
      const { lease, participant } = await createLease(desk.services, admin, {
        workshopId: workshop.id,
        participant: { name: 'Ada' },
      })
      ids.push(workshop.id, lease.id, participant.id)
    }
    const named: Readonly<Record<string, JsonSchema>> = api.document.components.schemas
    const operations = Object.entries(api.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        operation,
      })),
    )
    const participant: Actor = { kind: 'participant', id: ids[2] ?? '', workshopId: ids[0] ?? '' }
    const one = fc.constantFrom(...operations).chain(({ path, method, operation }) =>
      fc.record({
        path: fc.constant(path),
        method: fc.constant(method),
        parameters: parametersOf(operation, named, ids),
        body: bodyOf(operation, named, ids),
        as: fc.constantFrom(admin, admin, platform, platform, instructor, participant, undefined),
        headers: fc.oneof(
          { weight: 5, arbitrary: fc.constant({}) },
          {
            weight: 1,
            arbitrary: fc
              .string({ minLength: 1, maxLength: 5 })
              .map((key) => ({ 'idempotency-key': encodeURIComponent(key) })),
          },
          {
            weight: 1,
            arbitrary: fc.constantFrom({ 'if-match': '"1"' }, { 'if-match': '*' }, { 'if-match': 'x' }),
          },
        ),
        seconds: fc.integer({ min: 0, max: 5 }),
      }),
    )
    const statuses = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(one, async ({ path, method, parameters, body, as, headers, seconds }) => {
        desk.clock.forward(seconds / 10)
        const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
          encodeURIComponent(parameters.path[name] ?? 'x'),
        )
        const query = new URLSearchParams(parameters.query).toString()
        const answer = await api.ask(method, `${filled}${query === '' ? '' : `?${query}`}`, {
          headers,
          ...(as === undefined ? {} : { as }),
          ...(body === undefined ? {} : { body }),
        })
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        expect(api.faults).toEqual([])
        expect(answer.status).not.toBe(500)
      }),
      { numRuns: requests },
    )
    // Requests that are all refused would prove nothing.
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 403, 404]))
    expect(await verifyAuditChain(readChain(desk.services.database))).toMatchObject({ ok: true })
  }, 3_600_000)
})

function parametersOf(
  { parameters }: DescribedOperation,
  named: Readonly<Record<string, JsonSchema>>,
  ids: readonly string[],
): fc.Arbitrary<{ path: Record<string, string>; query: Record<string, string> }> {
  const each = (where: string): fc.Arbitrary<Record<string, string>> =>
    fc
      .tuple(
        ...parameters
          .filter((parameter) => parameter.in === where)
          .map(({ name, schema, required }) =>
            fc
              .tuple(arbitraryOf(schema, named, ids), fc.integer({ min: 0, max: 2 }))
              .map(([value, chance]) => (required || chance === 0 ? [[name, textOf(value)] as const] : [])),
          ),
      )
      .map((pairs) => Object.fromEntries(pairs.flat()))
  return fc.record({ path: each('path'), query: each('query') })
}

// encodeURIComponent refuses half a character; no client can send one in a URL.
const textOf = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toString()

function bodyOf(
  { requestBody }: DescribedOperation,
  named: Readonly<Record<string, JsonSchema>>,
  ids: readonly string[],
): fc.Arbitrary<object | undefined> {
  const schema = requestBody?.content['application/json']?.schema
  if (schema === undefined) return fc.constant(undefined)
  return arbitraryOf(schema, named, ids).map((value) =>
    typeof value === 'object' && value !== null ? value : {},
  )
}
