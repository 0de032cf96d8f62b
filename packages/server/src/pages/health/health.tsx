import { groupFindings } from '../../signin/index.ts'
import { strandedWorkshops } from '../../workshop/index.ts'
import { texts } from '../../texts/index.ts'
import { Layout, page, type PageCall, Problem, requireStaff, sentence, withinTime } from '../frame/index.ts'
import { Rates, readRates } from './rates.tsx'
import { mostPolicyCharacters, roomLeft } from './role-room.ts'

const words = texts.health
const mostRoles = 50
const littleRoom = 2000

/** What was found out about roles, and what AWS was not told yet. */
export async function healthPage(call: PageCall) {
  const actor = requireStaff(call.actor)
  const { database } = call.tools.services
  const roles = await database
    .selectFrom('role_finding')
    .selectAll()
    .orderBy('role_arn')
    .orderBy('issuer')
    .execute()
  const stranded = await strandedWorkshops(call.tools.services)
  const signIn = await groupFindings(database)
  const wanted = await database
    .selectFrom('denial')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('state', '=', 'wanted')
    .executeTakeFirstOrThrow()
  const rates = await readRates(database)
  const rooms = await readRooms(call, roles)
  const [head] = await readHead(database)
  return page(
    call.context,
    <Layout title={words.title} actor={actor}>
      <h1>{words.title}</h1>
      {wanted.count > 0 ? (
        <Problem message={words.wanted(wanted.count)} hint={words.wantedHint} />
      ) : (
        <div class="note good">{words.allWritten}</div>
      )}
      {stranded.map(({ name, issuer }) => (
        <Problem message={words.stranded(name, issuer)} hint={words.strandedHint} />
      ))}
      {signIn.map(({ problem, hint }) => (
        <Problem message={problem} hint={hint} />
      ))}
      <h2>{words.roles}</h2>
      {roles.length === 0 ? <p>{words.noRoles}</p> : undefined}
      {roles.map((role) => (
        <section class="card">
          <code>{role.role_arn}</code>
          {role.issuer === 'default' ? undefined : <p>{words.issuer(role.issuer)}</p>}
          {role.findings.length === 0 ? (
            <p>{words.fine}</p>
          ) : (
            <ul>
              {role.findings.map(({ problem, hint }) => (
                <li>
                  {sentence(problem)} {hint === undefined ? '' : sentence(hint)}
                </li>
              ))}
            </ul>
          )}
          <Room left={rooms.get(role.role_arn)} />
        </section>
      ))}
      <p class="soft">{words.checkAll}</p>
      <Rates rates={rates} />
      <h2>{words.audit}</h2>
      <p>
        {head === undefined ? words.empty : words.head(head.seq, head.hash.slice(0, 16))} {words.keep}
      </p>
    </Layout>,
  )
}

/** The room for denials, by role; roles that cannot be read in a while are left out. */
async function readRooms(
  { tools: { services } }: PageCall,
  roles: readonly { readonly issuer: string; readonly role_arn: string }[],
): Promise<ReadonlyMap<string, number>> {
  const found = await Promise.all(
    roles.slice(0, mostRoles).map(async ({ issuer, role_arn: arn }) => {
      const read = await withinTime(services.roles.permissions(issuer, arn), 2000)
      return [arn, read && roomLeft(read)] as const
    }),
  )
  return new Map(found.flatMap(([arn, left]) => (left === undefined ? [] : [[arn, left] as const])))
}

function Room({ left }: { readonly left: number | undefined }) {
  if (left === undefined) return <p class="soft">{words.roomUnread}</p>
  return (
    <>
      <p>{words.room(left, mostPolicyCharacters)}</p>
      {left < littleRoom ? <Problem message={words.littleRoom} hint={words.littleRoomHint} /> : undefined}
    </>
  )
}

async function readHead(database: PageCall['tools']['services']['database']) {
  const rows = await database
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .execute()
  return rows.map(({ seq, hash }) => ({ seq, hash: hash.toString('hex') }))
}
