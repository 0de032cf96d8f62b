import { formatCredentials, formats, type Format, HallpassError } from 'hallpass'
import type { Actor } from '../actor/index.ts'
import { latestLease, leaseConsoleLink, leaseCredentials, leaseStateAt } from '../lease/index.ts'
import { readParticipant } from '../participant/index.ts'
import type { IssuedCredentials } from '../ports/index.ts'
import { deviceCode } from '../signin/index.ts'
import type { LeaseRow, ParticipantRow } from '../store/index.ts'
import { loadWorkshop, type Workshop } from '../workshop/index.ts'
import { Layout, Problem } from './layout.tsx'
import { field, page } from './respond.tsx'
import { leftText, Moment } from './times.tsx'
import type { PageCall } from './tools.ts'

type Participant = Actor & { readonly kind: 'participant' }

interface Pass {
  readonly actor: Participant
  readonly workshop: Workshop
  readonly participant: ParticipantRow
  readonly lease: LeaseRow
  readonly state: LeaseRow['state']
}

const file = 'credentials-file'
const labels: Readonly<Record<Format | typeof file, string>> = {
  env: 'bash, zsh, sh',
  powershell: 'PowerShell',
  'windows-cmd': 'Windows cmd',
  fish: 'fish',
  [file]: '~/.aws/credentials',
  dotenv: '.env',
  terraform: 'Terraform',
  process: 'JSON',
  'env-no-export': 'KEY=value',
}

/** The participant's pass: whose, how long, the console, keys. */
export async function passPage(call: PageCall, more: { readonly device?: string } = {}) {
  const pass = await readPass(call)
  const { actor, workshop, participant, lease, state } = pass
  const { time_zone: zone } = workshop
  const now = call.tools.services.now()
  return page(
    call.context,
    <Layout title="Your pass" actor={actor} narrow script="pass">
      <h1>{participant.name}</h1>
      <p class="soft">{workshop.name}</p>
      {state === 'active' ? (
        <>
          <p>
            <span class="state active">active</span> until <Moment at={lease.ends_at} zone={zone} />,{' '}
            <strong data-until={lease.ends_at.toISOString()} data-now={now.toISOString()}>
              {leftText(lease.ends_at, now)}
            </strong>{' '}
            left
          </p>
          {workshop.console_allowed ? (
            <form method="post" action="/pass/console" target="_blank">
              <button class="main big">Open the AWS console</button>
              <p class="soft">
                A new tab, signed in as you. Already signed in to another AWS account there? Sign out of it
                first, or turn on multi-session support in the console’s account menu.
              </p>
            </form>
          ) : undefined}
          <form class="card" method="post" action="/pass/keys">
            <h2>Keys for the terminal</h2>
            <label for="format">As</label>
            <select id="format" name="format">
              {Object.entries(labels).map(([name, label]) => (
                <option value={name}>{label}</option>
              ))}
            </select>
            <div class="row">
              <button>Show my keys</button>
            </div>
          </form>
        </>
      ) : (
        <NoAccess pass={pass} />
      )}
      <section class="card">
        <h2>A second machine</h2>
        {more.device === undefined ? (
          <form method="post" action="/pass/device">
            <p>Go on as yourself on another laptop or phone.</p>
            <button>Show a code</button>
          </form>
        ) : (
          <p>
            Open <strong>{new URL(call.tools.publicUrl).host}</strong> there, and type{' '}
            <strong class="state">{more.device}</strong> within ten minutes.
          </p>
        )}
      </section>
      <Happened lease={lease} zone={zone} />
    </Layout>,
  )
}

function NoAccess({ pass: { state, lease, workshop } }: { readonly pass: Pass }) {
  const says: Readonly<Record<string, readonly [string, string]>> = {
    pending: [
      'your access has not begun',
      workshop.state === 'draft'
        ? 'the instructor opens the workshop; load this page again then'
        : 'it begins with the workshop; load this page again then',
    ],
    suspended: ['your access is paused', 'ask the instructor to resume it; nothing of your work is lost'],
    revoked: ['your access was ended', 'ask the instructor'],
    ended: [
      'this workshop is over for you',
      'your keys and console sessions are ended; thank you for coming',
    ],
  }
  const [message, hint] = says[state] ?? ['there is no access', 'ask the instructor']
  return (
    <>
      <p>
        <span class={`state ${state}`}>{state}</span>
      </p>
      <Problem message={message} hint={hint} />
      {lease.reason !== null && state !== 'ended' ? <p>The instructor writes: {lease.reason}</p> : undefined}
    </>
  )
}

function Happened({ lease, zone }: { readonly lease: LeaseRow; readonly zone: string }) {
  if (lease.first_used_at === null) return undefined
  return (
    <section>
      <h2>What happened</h2>
      <dl class="facts">
        <dt>First used</dt>
        <dd>
          <Moment at={lease.first_used_at} zone={zone} withDate />
        </dd>
        {lease.last_issued_at === null ? undefined : (
          <>
            <dt>Last keys</dt>
            <dd>
              <Moment at={lease.last_issued_at} zone={zone} withDate />{' '}
              <code>{lease.last_access_key_id}</code>
            </dd>
          </>
        )}
        {lease.console_opened_at === null ? undefined : (
          <>
            <dt>Console opened</dt>
            <dd>
              <Moment at={lease.console_opened_at} zone={zone} withDate />
            </dd>
          </>
        )}
        <dt>Your name at AWS</dt>
        <dd>
          <code>{lease.session_name}</code>
        </dd>
      </dl>
    </section>
  )
}

/** Opens the console: only ever by a POST, since a GET may be fetched by a machine that looks ahead. */
export async function openConsole(call: PageCall) {
  const { actor, lease } = await readPass(call)
  const link = await leaseConsoleLink(call.tools.services, actor, lease.id)
  call.context.header('cache-control', 'no-store')
  call.context.header('referrer-policy', 'no-referrer')
  return call.context.redirect(link.url, 303)
}

/** The keys, shown this once in the form that was asked for. */
export async function keysPage(call: PageCall) {
  const form = await call.context.req.parseBody()
  const wanted = field(form, 'format')
  const format = Object.keys(labels).find((name) => name === wanted)
  if (format === undefined) throw new HallpassError('InvalidInput', 'there is no such form of keys')
  const { actor, lease, workshop } = await readPass(call)
  const keys = await leaseCredentials(call.tools.services, actor, lease.id)
  const zone = workshop.time_zone
  return page(
    call.context,
    <Layout title="Your keys" actor={actor} narrow script="pass">
      <h1>Your keys</h1>
      <p>
        They end at <Moment at={keys.expiration} zone={zone} />. Come back here for new ones. They are yours
        alone: do not put them into code or a chat.
      </p>
      <pre id="keys" tabindex={0} aria-label="Keys">
        {textOf(format, keys, lease.session_name)}
      </pre>
      <div class="row">
        <button type="button" data-copy="keys" hidden>
          Copy
        </button>
        <a class="button" href="/pass">
          Done
        </a>
      </div>
      <h2>Try them</h2>
      <pre>aws sts get-caller-identity{format === file ? ' --profile hallpass' : ''}</pre>
      <p class="soft">
        boto3, the AWS SDKs and Terraform find them in the same place, without a line of code.
      </p>
    </Layout>,
  )
}

function textOf(format: string, keys: IssuedCredentials, sessionName: string): string {
  const known = formats.find((name) => name === format)
  if (known !== undefined) {
    return formatCredentials(known, { credentials: keys, region: keys.region, endpointUrl: keys.endpointUrl })
  }
  return [
    `# ${sessionName}`,
    '[hallpass]',
    `aws_access_key_id = ${keys.accessKeyId}`,
    `aws_secret_access_key = ${keys.secretAccessKey}`,
    `aws_session_token = ${keys.sessionToken}`,
    `region = ${keys.region}`,
    ...(keys.endpointUrl === undefined ? [] : [`endpoint_url = ${keys.endpointUrl}`]),
    '',
  ].join('\n')
}

/** The pass with a code for a second machine on it. */
export async function devicePage(call: PageCall) {
  const { actor } = await readPass(call)
  const { secret } = await deviceCode(call.tools.services, actor)
  return passPage(call, { device: secret })
}

async function readPass({ tools, actor }: PageCall): Promise<Pass> {
  if (actor?.kind !== 'participant') {
    throw new HallpassError('NotSignedIn', 'this browser is nobody’s yet', {
      hint: 'join with the code of your workshop, or open your personal link',
    })
  }
  const { services } = tools
  const participant = await readParticipant(services, actor, actor.id)
  const [workshop, lease] = await Promise.all([
    loadWorkshop(services.database, actor.workshopId),
    latestLease(services.database, actor.id),
  ])
  if (workshop === undefined || lease === undefined) {
    throw new HallpassError('NotFound', 'you have no access yet', { hint: 'ask the instructor for a seat' })
  }
  return { actor, workshop, participant, lease, state: leaseStateAt(lease, workshop, services.now()) }
}
