import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { admin, openWorkshopOf, useDesks } from '../desk.ts'
import { deskApp, Visitor } from './desk-app.ts'
import { noPages, pagesLookedAt, pagesOfStaff, pagesOfWorkshop } from './every-page.ts'

const url = 'https://desk.example'
const desks = useDesks()
const ofWorkshop = pagesOfWorkshop.map((rest) => `/workshops/:id${rest}`)
let app: ReturnType<typeof deskApp>['app']
let served: ReturnType<typeof deskApp>['served']
let workshopId = ''

beforeAll(async () => {
  const { services } = await desks.make()
  ;({ app, served } = deskApp(services, url))
  workshopId = (await openWorkshopOf(services, admin)).id
})

describe('every page', () => {
  it('is looked at by axe', () => {
    const pages = served.filter((path) => !/^\/(?:v1\/|openapi\.json$)/.test(path))
    expect([...new Set(pages)].toSorted()).toEqual(
      [...pagesOfStaff, ...ofWorkshop, ...Object.keys(pagesLookedAt), ...noPages].toSorted(),
    )
  })

  it.each(Object.entries(pagesLookedAt))('%s is opened in the test that is named', (_, [name, by]) => {
    const source = readFileSync(join(import.meta.dirname, name), 'utf8')
    expect(source.includes('await violations(')).toBe(true)
    expect(source.includes(by)).toBe(true)
  })

  it.each([...pagesOfStaff, ...ofWorkshop, '/workshops/:id/live', '/workshops/:id/people.csv'])(
    '%s is refused to whoever is not signed in',
    async (path) => {
      expect((await new Visitor(app, url).get(path.replace(':id', workshopId))).status).toBe(401)
    },
  )
})
