import { expect, it } from 'vitest'
import { participantLink } from '../../src/signin/index.ts'
import { createLease } from '../../src/lease/index.ts'
import { admin, openWorkshopOf, useDesks } from '../desk.ts'
import { deskApp, Visitor } from './desk-app.ts'

const url = 'https://desk.example'
const desks = useDesks()

async function strictDesk() {
  const { services } = await desks.make()
  const { app } = deskApp(services, url, undefined, undefined, { perSecond: 0.001, burst: 5 })
  const workshop = await openWorkshopOf(services, admin, { joinMode: 'code', seats: 100 })
  return { services, app, workshop }
}

it('whoever guesses codes and links is refused after some', async () => {
  const { app, workshop } = await strictDesk()
  const visitor = new Visitor(app, url)
  const statuses = []
  for (let index = 0; index < 3; index += 1) {
    statuses.push((await visitor.get(`/join/zzzzzzz${index}`)).status)
    statuses.push((await visitor.post('/link', { secret: `hp_link_${'x'.repeat(43)}` })).status)
  }
  expect(statuses).toEqual([404, 401, 404, 401, 404, 429])
  expect((await visitor.get(`/join/${workshop.join_code}`)).status).toBe(429)
})

it('a class behind one address joins, however many they are', async () => {
  const { services, app, workshop } = await strictDesk()
  for (let index = 0; index < 20; index += 1) {
    const visitor = new Visitor(app, url)
    expect((await visitor.get(`/join/${workshop.join_code}`)).status).toBe(200)
    const answer = await visitor.post(`/join/${workshop.join_code}`, { name: `Person ${index}`, as: 'name' })
    expect(answer.status).toBe(200)
  }
  const { participant } = await createLease(services, admin, {
    workshopId: workshop.id,
    participant: { name: 'Ada' },
  })
  const { secret } = await participantLink(services, admin, participant.id)
  for (let index = 0; index < 20; index += 1) {
    expect((await new Visitor(app, url).post('/link', { secret })).status).toBe(200)
  }
})
