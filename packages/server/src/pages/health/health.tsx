import { checkedRoles } from '../../checking/index.ts'
import { disagreements } from '../../replicas/index.ts'
import { groupFindings } from '../../signin/index.ts'
import { strandedWorkshops } from '../../workshop/index.ts'
import { texts } from '../../texts/index.ts'
import { Layout, page, type PageCall, Problem, requireStaff, withinTime } from '../frame/index.ts'
import { Rates, readRates } from './rates.tsx'
import { roomLeft } from './role-room.ts'
import { anchorOf, RoleCard } from './role-card.tsx'

const words = texts.health
const mostRoles = 50

/** What is known of the roles, what doctor found, and what AWS was not told yet. */
export async function healthPage(call: PageCall) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const { database } = services
  const roles = await checkedRoles(services)
  const stranded = await strandedWorkshops(services)
  const signIn = await groupFindings(database)
  const replicas = await disagreements(database)
  const wanted = await database
    .selectFrom('denial')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('state', '=', 'wanted')
    .executeTakeFirstOrThrow()
  const rates = await readRates(database)
  const rooms = await readRooms(call, roles)
  const [head] = await readHead(database)
  const noTurn = call.context.req.query('no-turn')
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
      {[...replicas, ...signIn].map(({ problem, hint }) => (
        <Problem message={problem} hint={hint} />
      ))}
      <h2>{words.roles}</h2>
      <p class="soft">{roles.length === 0 ? words.noRoles : words.checkAll}</p>
      {roles.map((role) => (
        <RoleCard
          role={role}
          left={rooms.get(role.roleArn)}
          noTurn={anchorOf(role) === noTurn}
          now={services.now()}
        />
      ))}
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
  roles: readonly { readonly issuer: string; readonly roleArn: string }[],
): Promise<ReadonlyMap<string, number>> {
  const found = await Promise.all(
    roles.slice(0, mostRoles).map(async ({ issuer, roleArn: arn }) => {
      const read = await withinTime(services.roles.permissions(issuer, arn), 2000)
      return [arn, read && roomLeft(read)] as const
    }),
  )
  return new Map(found.flatMap(([arn, left]) => (left === undefined ? [] : [[arn, left] as const])))
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
