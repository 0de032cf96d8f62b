import { readFileSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'

import { checkShape } from '../../src/world/check-shape.ts'
import { worldSchema } from '../../src/world/json-schema.ts'
import { seedShape } from '../../src/world/seed-shape.ts'
import { wholeWorld } from './whole-world.ts'

const place = new URL('../../world.schema.json', import.meta.url)

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(worldSchema())
const isTaken = (value: unknown): boolean => {
  try {
    checkShape(value, seedShape)
    return true
  } catch {
    return false
  }
}

describe('world.schema.json', () => {
  it('is the schema of what is checked', () => {
    if (process.env['HALLPASS_WRITE_SCHEMA'] === '1') {
      writeFileSync(place, `${JSON.stringify(worldSchema(), undefined, 2)}\n`)
    }
    const published: unknown = JSON.parse(readFileSync(place, 'utf8'))
    expect(published).toEqual(worldSchema())
  })

  it('is published under the name that $schema has', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(manifest.files).toContain('world.schema.json')
    expect(manifest.exports['./world.schema.json']).toBe('./world.schema.json')
  })

  it.each<[string, unknown]>([
    ['an empty world', {}],
    ['every member', wholeWorld],
    ['a list', []],
    ['nothing', null],
    ['a member that does not exist', { user: {} }],
    ['a text for a map', { users: 'anna' }],
    ['a list for a map', { users: ['anna'] }],
    ['nothing for a user', { users: { anna: null } }],
    ['a role without trust', { roles: { Lab: {} } }],
    ['a duration that is none', { roles: { Lab: { trust: '{}', maxSessionDurationSeconds: '3600' } } }],
    ['a duration that is too long', { roles: { Lab: { trust: '{}', maxSessionDurationSeconds: 43_201 } } }],
    ['a duration with a fraction', { roles: { Lab: { trust: '{}', maxSessionDurationSeconds: 3600.5 } } }],
    ['an account id that is none', { accounts: { '12': {} } }],
    ['an id of the organisation that is none', { organizationId: 'o-1' }],
    ['a policy that is a list', { users: { anna: { policies: { p: [] } } } }],
    ['a policy that is a text', { users: { anna: { policies: { p: '{}' } } } }],
    ['half a key', { users: { anna: { key: { accessKeyId: 'AKIA' } } } }],
    ['an object that is a number', { buckets: { lab: { objects: { a: 1 } } } }],
    ['an object that is an object', { buckets: { lab: { objects: { a: { body: 'x' } } } } }],
    ['a parameter without a value', { parameters: { '/lab/url': {} } }],
    ['a parameter of another type', { parameters: { '/lab/url': { value: 'x', type: 'Number' } } }],
    ['a secret without a value', { secrets: { token: {} } }],
    ['an attribute of a queue that is a number', { queues: { jobs: { attributes: { DelaySeconds: 5 } } } }],
    ['a subscription without an endpoint', { topics: { news: { subscriptions: [{ protocol: 'sqs' }] } } }],
    ['a subscription that is a number', { topics: { news: { subscriptions: [1] } } }],
    ['a table without a key', { tables: { scores: {} } }],
    ['a key of another type', { tables: { scores: { partitionKey: { name: 'team', type: 'BOOL' } } } }],
    ['an index without its key', { tables: { scores: { partitionKey: 'team', localIndexes: { day: {} } } } }],
    ['an item that is a list', { tables: { scores: { partitionKey: 'team', items: [[]] } } }],
    ['an item of plain values', { tables: { scores: { partitionKey: 'team', items: [{ team: 'red' }] } } }],
    ['versioning of another name', { buckets: { lab: { versioning: 'On' } } }],
    ['too many groups', { users: { anna: { groups: Array.from({ length: 11 }, String) } } }],
    ['FullAWSAccess as a text', { accounts: { '222233334444': { fullAwsAccess: 'no' } } }],
    ['a member account in a member account', { accounts: { '222233334444': { accounts: {} } } }],
  ])('says of %s what is said when it is made', (_, world) => {
    expect(validate(world)).toBe(isTaken(world))
  })

  it('takes the whole world, so that the rows above are of some worth', () => {
    expect([isTaken(wholeWorld), isTaken({ user: {} })]).toEqual([true, false])
  })
})
