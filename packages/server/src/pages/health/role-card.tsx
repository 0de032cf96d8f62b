import type { CheckedRole, LastCheck } from '../../checking/index.ts'
import type { CheckFinding } from '../../store/index.ts'
import { texts } from '../../texts/index.ts'
import { Problem, sentence } from '../frame/index.ts'
import { mostPolicyCharacters } from './role-room.ts'

const words = texts.health
const littleRoom = 2000

/** Where the page has a role. */
export function anchorOf({ issuer, roleArn }: Pick<CheckedRole, 'issuer' | 'roleArn'>): string {
  return `${issuer}-${roleArn}`.replaceAll(/[^\w-]/g, '-')
}

/** A role: what its trust allows, what doctor found, and the room for denials. */
export function RoleCard({
  role,
  left,
  noTurn,
  now,
}: {
  readonly role: CheckedRole
  readonly left: number | undefined
  /** Whether a look was just asked for that got no turn. */
  readonly noTurn: boolean
  readonly now: Date
}) {
  const { issuer, roleArn, found, check } = role
  const anchor = anchorOf(role)
  return (
    <section class="card" id={anchor}>
      <code id={`${anchor}-role`}>{roleArn}</code>
      {issuer === 'default' ? undefined : <p>{words.issuer(issuer)}</p>}
      <Found found={found} />
      <Room left={left} />
      {noTurn ? <Problem message={words.check.noTurn} hint={words.check.noTurnHint} /> : undefined}
      <Check check={check} now={now} />
      <form method="post" action="/health/check">
        <input type="hidden" name="issuer" value={issuer} />
        <input type="hidden" name="role" value={roleArn} />
        <button aria-describedby={`${anchor}-role`}>{words.check.now}</button>
      </form>
    </section>
  )
}

function Found({ found }: Pick<CheckedRole, 'found'>) {
  if (found === undefined) return <p>{words.unused}</p>
  if (found.findings.length === 0) return <p>{words.fine}</p>
  return (
    <ul>
      {found.findings.map(({ problem, hint }) => (
        <li>
          {sentence(problem)} {hint === undefined ? '' : sentence(hint)}
        </li>
      ))}
    </ul>
  )
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

function Check({ check, now }: { readonly check: LastCheck | undefined; readonly now: Date }) {
  if (check === undefined) return <p class="soft">{words.check.never}</p>
  const { state, result, endedAt } = check
  return (
    <>
      {state === 'running' ? (
        <p role="status">
          {words.check.running} <a href="/health">{words.check.look}</a>
        </p>
      ) : undefined}
      {state === 'given-up' ? <p>{words.check.givenUp}</p> : undefined}
      {result === undefined || endedAt === undefined ? undefined : (
        <>
          {result.wrong === null ? (
            <div class="note good">{words.check.good}</div>
          ) : (
            <Finding finding={result.wrong} kind="bad" />
          )}
          {result.warnings.map((finding) => (
            <Finding finding={finding} kind="warn" />
          ))}
          <p class="soft">
            <time datetime={endedAt.toISOString()}>{agoText(endedAt, now)}</time>
          </p>
          <details>
            <summary>{words.check.steps}</summary>
            <ol>
              {result.checks.map(({ name, outcome, saw }) => (
                <li>
                  <strong>{words.check.outcomes[outcome]}</strong> {words.check.step(name, saw)}
                </li>
              ))}
            </ol>
          </details>
        </>
      )}
    </>
  )
}

/** What doctor says is often a command: it is shown as it is, to be copied. */
function Finding({ finding, kind }: { readonly finding: CheckFinding; readonly kind: string }) {
  return (
    <div class={`note ${kind}`}>
      <strong>{sentence(finding.saw)}</strong>
      {finding.hint === null ? undefined : <div class="said">{finding.hint}</div>}
    </div>
  )
}

function agoText(at: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
  if (minutes < 1) return words.check.justNow
  if (minutes < 120) return words.check.minutesAgo(minutes)
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? words.check.hoursAgo(hours) : words.check.daysAgo(Math.floor(hours / 24))
}
