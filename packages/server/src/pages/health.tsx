import { Layout, Problem, sentence } from './layout.tsx'
import { page } from './respond.tsx'
import type { PageCall } from './tools.ts'
import { strandedWorkshops } from '../workshop/index.ts'
import { requireStaff } from './workshops.tsx'

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
    <Layout title="Health" actor={actor}>
      <h1>Health</h1>
      {wanted.count > 0 ? (
        <Problem
          message={`${wanted.count} revocations are not at AWS yet`}
          hint="they are tried again by themselves; see the timeline for why"
        />
      ) : (
        <div class="note good">Every revocation is at AWS.</div>
      )}
      {stranded.map(({ name, issuer }) => (
        <Problem
          message={`${name} gets no keys: this server has no issuer of the name ${issuer}`}
          hint="start the server with it, or give the workshop another issuer over the API"
        />
      ))}
      <h2>Roles</h2>
      {roles.length === 0 ? <p>No role was handed out yet.</p> : undefined}
      {roles.map((role) => (
        <section class="card">
          <code>{role.role_arn}</code>
          {role.issuer === 'default' ? undefined : <p>Issuer: {role.issuer}</p>}
          {role.findings.length === 0 ? (
            <p>Its trust allows session tags and a source identity: AWS’s log names every participant.</p>
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
      <h2>Audit</h2>
      <p>
        {head === undefined ? 'It is empty.' : `Row ${head.seq}, ${head.hash.slice(0, 16)}…`} Keep that
        elsewhere to prove later that nothing was taken away.
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
