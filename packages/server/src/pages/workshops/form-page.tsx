import type { HallpassError } from 'hallpass'
import type { AssumableRole } from '../../ports/index.ts'
import type { RolePreview } from '../../preview/index.ts'
import { texts } from '../../texts/index.ts'
import { newestWorkshops, type Workshop } from '../../workshop/index.ts'
import { PreviewPanel } from '../preview/index.ts'
import { Layout, page, type PageCall, Problem, requireStaff, withinTime } from '../frame/index.ts'
import { Moments } from './moments.tsx'
import type { Typed } from './typed.ts'

const words = texts.workshopForm
const mostRoles = 200

/** What a form is for. */
export interface FormFor {
  readonly title: string
  /** Where it is sent to. */
  readonly action: string
  /** The workshop that it changes; nothing for a new one. */
  readonly changes?: Pick<Workshop, 'id' | 'version' | 'roles'>
  /** The workshop whose limits a new one takes along: those that are not on the form. */
  readonly from?: string
}

const forNew: FormFor = { title: texts.workshopForm.title, action: '/workshops/new' }

/** The form of a workshop, with what was typed where something of it was wrong. */
export async function workshopFormPage(
  call: PageCall,
  typed: Typed = {},
  more: {
    readonly problem?: HallpassError
    readonly preview?: RolePreview
    readonly purpose?: FormFor
  } = {},
) {
  const { problem, preview, purpose = forNew } = more
  const actor = requireStaff(call.actor)
  // What was typed before is offered again.
  const before = await newestWorkshops(call.tools.services, actor, 200)
  const roles = await knownRoles(call, before)
  const zone = before[0]?.time_zone ?? 'UTC'
  const now = call.tools.services.now()
  const value = (name: string, fallback = ''): string => typed[name] ?? fallback
  return page(
    call.context,
    <Layout title={purpose.title} actor={actor} narrow script="workshop">
      <h1>{purpose.title}</h1>
      {problem === undefined ? undefined : <Problem message={problem.message} hint={problem.hint} />}
      {preview === undefined ? undefined : <PreviewPanel preview={preview} />}
      <form class="card" method="post" action={purpose.action}>
        <Kept purpose={purpose} />
        {purpose.changes === undefined ? undefined : <p class="soft">{words.changeHint}</p>}
        <label for="name">{words.name}</label>
        <input id="name" name="name" required maxlength={200} value={value('name')} />
        <label for="roleArn">
          {words.role}
          <span class="hint">{words.roleHint}</span>
        </label>
        <input
          id="roleArn"
          name="roleArn"
          required
          list="roles"
          spellcheck={false}
          placeholder={words.rolePlaceholder}
          value={value('roleArn', roles[0]?.roleArn)}
        />
        <datalist id="roles">
          {roles.map(({ roleArn, description }) => (
            <option value={roleArn}>{description}</option>
          ))}
        </datalist>
        <div class="row">
          <button name="state" value="preview" formnovalidate>
            {texts.preview.look}
          </button>
        </div>
        <div class="fields">
          <Moments typed={typed} now={now} zone={zone} />
          <div>
            <label for="seats">{words.seats}</label>
            <input
              id="seats"
              name="seats"
              type="number"
              min={1}
              max={10_000}
              required
              value={value('seats', '30')}
            />
          </div>
          <div>
            <label for="hours">
              {words.hours}
              <span class="hint">{words.hoursHint}</span>
            </label>
            <input
              id="hours"
              name="hours"
              type="number"
              min={0.25}
              max={12}
              step={0.25}
              value={value('hours', '1')}
            />
          </div>
          <div>
            <label for="regions">
              {words.regions}
              <span class="hint">{words.regionsHint}</span>
            </label>
            <input id="regions" name="regions" spellcheck={false} value={value('regions')} />
          </div>
        </div>
        <label for="join">{words.join}</label>
        <select id="join" name="join">
          <option value="code" selected={value('join') !== 'closed'}>
            {words.joinByCode}
          </option>
          <option value="closed" selected={value('join') === 'closed'}>
            {words.joinClosed}
          </option>
        </select>
        <p>
          <label>
            <input type="checkbox" name="console" value="yes" checked={value('console', 'yes') === 'yes'} />{' '}
            {words.console}
          </label>
        </p>
        <div class="row">
          <Buttons purpose={purpose} />
        </div>
      </form>
    </Layout>,
    problem === undefined ? 200 : 400,
  )
}

/** What goes with the form and is not on it. */
function Kept({ purpose: { changes, from } }: { readonly purpose: FormFor }) {
  return (
    <>
      {changes === undefined ? undefined : (
        <input type="hidden" name="version" value={String(changes.version)} />
      )}
      {from === undefined ? undefined : <input type="hidden" name="from" value={from} />}
    </>
  )
}

function Buttons({ purpose: { changes } }: { readonly purpose: FormFor }) {
  if (changes !== undefined) {
    return (
      <>
        <button class="main" name="state" value="save">
          {words.save}
        </button>
        <a class="button" href={`/workshops/${changes.id}`}>
          {words.cancel}
        </a>
      </>
    )
  }
  return (
    <>
      <button class="main" name="state" value="open">
        {words.open}
      </button>
      <button name="state" value="draft">
        {words.draft}
      </button>
    </>
  )
}

/** The roles that were handed out before, newest workshop first, and those whose trust allows the issuer. */
async function knownRoles(
  { tools: { services } }: PageCall,
  newest: readonly Workshop[],
): Promise<readonly AssumableRole[]> {
  const assumable = await withinTime(services.roles.assumable('default'))
  const before = new Set(newest.flatMap(({ roles }) => roles.map(({ roleArn }) => roleArn)))
  const known = new Map((assumable ?? []).map((role) => [role.roleArn, role]))
  const used = [...before].map((roleArn) => known.get(roleArn) ?? { roleArn, description: undefined })
  return [...used, ...[...known.values()].filter(({ roleArn }) => !before.has(roleArn))].slice(0, mostRoles)
}
