import { strandedWorkshops } from '../../workshop/index.ts'
import { texts } from '../../texts/index.ts'
import { Layout, page, type PageCall, Problem, requireStaff, sentence } from '../frame/index.ts'

const words = texts.health

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
  const wanted = await database
    .selectFrom('denial')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('state', '=', 'wanted')
    .executeTakeFirstOrThrow()
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
        </section>
      ))}
      <h2>{words.audit}</h2>
      <p>
        {head === undefined ? words.empty : words.head(head.seq, head.hash.slice(0, 16))} {words.keep}
      </p>
    </Layout>,
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
