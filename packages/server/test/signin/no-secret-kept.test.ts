import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { Actor } from '../../src/actor/index.ts'
import type { Services } from '../../src/change/index.ts'
import { createKeyless } from '../../src/keyless/index.ts'
import { createLease, makeLeaseToken } from '../../src/lease/index.ts'
import {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  deviceCode,
  firstAdminLink,
  makeApiToken,
  participantLink,
  redeem,
  signInWithPasskey,
  staffLink,
  startSession,
} from '../../src/signin/index.ts'
import { addStaff } from '../../src/staff/index.ts'
import { createWebhook } from '../../src/webhook/index.ts'
import { dump, foundIn } from '../chaos/secrets.ts'
import { admin, openWorkshopOf, useDesks } from '../desk.ts'
import { deskApp } from '../pages/desk-app.ts'
import { Browser } from './browser.ts'
import { useProvider } from './openid-provider.ts'
import { Authenticator } from './passkey/authenticator.ts'

const url = 'https://desk.example'
const desks = useDesks()
const provider = useProvider()

it('of every way in, of keyless issuing and of webhooks, no secret is in the database, its audit or its log', async () => {
  const desk = await desks.make()
  const secrets = new Set<string>()
  const services: Services = {
    ...desk.services,
    seal: {
      ...desk.services.seal,
      // What is sealed comes back only with the key: as it is, it is nowhere.
      seal: (plain, purpose) => {
        secrets.add(plain.toString('hex')).add(plain.toString('latin1'))
        return desk.services.seal.seal(plain, purpose)
      },
    },
  }
  const keep = (secret: string): string => {
    secrets.add(secret)
    return secret
  }

  // Links, cookies and codes.
  const first = await firstAdminLink(services)
  await redeem(services, keep(first?.secret ?? ''))
  const ina = await addStaff(services, admin, { name: 'Ina', role: 'instructor' })
  await redeem(services, keep((await staffLink(services, admin, ina.id)).secret))
  keep((await staffLink(services, admin, ina.id)).secret)
  keep((await startSession(services, { staffId: ina.id }, 'a browser')).secret)
  const workshop = await openWorkshopOf(services)
  const { lease, participant } = await createLease(services, admin, {
    workshopId: workshop.id,
    participant: { name: 'Ada' },
  })
  const ada: Actor = { kind: 'participant', id: participant.id, workshopId: workshop.id }
  await redeem(services, keep((await participantLink(services, admin, participant.id)).secret))
  const code = (await deviceCode(services, ada)).secret
  secrets.add(code).add(code.replace('-', ''))
  await redeem(services, code)

  // Tokens and webhooks.
  keep((await makeLeaseToken(services, ada, lease.id)).secret)
  keep((await makeApiToken(services, admin, { name: 'Labs', scopes: ['leases'] })).secret)
  keep((await createWebhook(services, admin, { url: 'https://lab.example.com/hook' })).secret)

  // A passkey, added and used.
  const site = { id: 'desk.example', origin: url }
  const browser = keep('hp_browser_that-is-bound-to-it')
  const device = new Authenticator(url)
  const actor: Actor = { kind: 'instructor', id: ina.id, name: 'Ina' }
  const added = device.create(await beginPasskey(services, actor, site, browser))
  await addPasskey(services, actor, { site, browser, given: added, name: 'Laptop' })
  const used = device.get(await beginPasskeySignIn(services, site, browser))
  await signInWithPasskey(services, { site, browser, given: used })

  // OpenID Connect: what the provider was asked with, what it answered, and the cookies on the way.
  const clientSecret = keep('the-secret-of-the-client')
  provider.behaviour.claims['groups'] = ['desk-admins']
  provider.behaviour.answer = ({ body }) => {
    if (body !== '') for (const name of ['id_token', 'access_token']) keep(String(body[name]))
  }
  const settings = { issuer: provider.issuer(), clientId: 'desk', clientSecret, adminGroups: ['desk-admins'] }
  const visitor = new Browser(deskApp(services, url, undefined, settings).app, url)
  expect((await visitor.post('/sign-in/openid-connect', {})).status).toBe(200)
  for (const { body } of provider.requests) {
    for (const name of ['code', 'code_verifier']) keep(String(body[name]))
  }
  for (const cookie of visitor.cookies.values()) if (cookie !== '') keep(cookie)

  // Keyless: the private key, and a token.
  const keyless = createKeyless({ ...services, issuer: url })
  keep(await keyless.token({ leaseId: lease.id, sessionName: lease.session_name }))

  expect(secrets.size).toBeGreaterThan(18)
  const log = join(dirname(desks.cluster().address.socketFolder ?? ''), 'postgresql.log')
  const places: (readonly [string, string])[] = [
    ...(await dump(services.database)),
    ['PostgreSQL’s log', readFileSync(log, 'utf8')],
  ]
  // The search finds what is there.
  expect(foundIn(places, [workshop.id])).toContain(`${workshop.id}… is in the table public.workshop`)
  expect(foundIn(places, secrets)).toEqual([])
})
