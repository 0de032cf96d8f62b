import { createServer, type IncomingMessage } from 'node:http'

/** What is asked of AWS where no local AWS can play it: other partitions, other accounts, bad days. */
export type StubBehaviour =
  /** Answers AssumeRole for any role, and makes sign-in tokens. */
  | { readonly kind: 'any-role' }
  /** The same, but its sign-in endpoint answers 400 to a SessionDuration. */
  | { readonly kind: 'no-session-duration' }
  /** The same, but its sign-in endpoint refuses everything. */
  | { readonly kind: 'no-sign-in' }
  /** Refuses every call to STS. */
  | { readonly kind: 'refuses'; readonly status: number; readonly code: string; readonly message: string }
  /** Answers everything with a page, as a captive portal does. */
  | { readonly kind: 'portal' }
  /** Refuses, and repeats in its sentence all that it was sent, signature and token included. */
  | { readonly kind: 'echo' }
  /** Takes requests and never answers. */
  | { readonly kind: 'silent' }

export interface StubAws {
  readonly url: string
  /** The requests it was sent, one line each: method, path, and the form in order of its names. */
  readonly asked: () => readonly string[]
  /** Resolves when it has been asked for the first time. */
  readonly firstAsked: Promise<void>
  readonly close: () => Promise<void>
}

/** The secrets that every stub hands out. */
export const stubSecrets = {
  secretAccessKey: 'StubSecret/AccessKey+ForTestsOnly/0123456',
  sessionToken: 'StubSessionToken//ForTestsOnly++AAAABBBBCCCC==',
  signinToken: 'StubSigninToken_ForTestsOnly-0123456789',
} as const

/** Starts a stub on a free port of loopback. */
export async function startStubAws(behaviour: StubBehaviour): Promise<StubAws> {
  const asked: string[] = []
  let tellFirst: () => void = () => {}
  const firstAsked = new Promise<void>((resolve) => (tellFirst = resolve))
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://stub')
      const form = new URLSearchParams(body)
      asked.push(describe(request.method ?? '', url, form))
      tellFirst()
      const answered = answer(behaviour, url, form, `${JSON.stringify(request.headers)} ${body}`)
      if (!answered) return
      response.writeHead(answered.status, { 'content-type': answered.type })
      response.end(answered.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    firstAsked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Answer {
  readonly status: number
  readonly type: 'text/xml' | 'application/json' | 'text/html'
  readonly body: string
}

function answer(behaviour: StubBehaviour, url: URL, form: URLSearchParams, sent: string): Answer | undefined {
  if (behaviour.kind === 'silent') return undefined
  if (behaviour.kind === 'portal') return page(200, 'Welcome to the hotel')
  if (url.pathname === '/federation/credentials') return ssoCredentials()
  if (url.pathname.endsWith('/federation')) {
    return behaviour.kind === 'echo' ? page(400, sent) : signinToken(behaviour, form)
  }
  if (behaviour.kind === 'refuses') return refusal(behaviour.status, behaviour.code, behaviour.message)
  if (behaviour.kind === 'echo') return refusal(403, 'SignatureDoesNotMatch', `You sent ${sent}`)
  if (form.get('Action') === 'AssumeRole') return assumedRole(form)
  return refusal(400, 'InvalidAction', `Could not find operation ${form.get('Action')}`)
}

function signinToken(behaviour: StubBehaviour, form: URLSearchParams): Answer {
  if (behaviour.kind === 'no-sign-in') return page(400, 'Bad request')
  if (behaviour.kind === 'no-session-duration' && form.has('SessionDuration')) return page(400, 'Bad request')
  return {
    status: 200,
    type: 'application/json',
    body: JSON.stringify({ SigninToken: stubSecrets.signinToken }),
  }
}

/** What the portal of IAM Identity Center answers to GetRoleCredentials. */
function ssoCredentials(): Answer {
  const { secretAccessKey, sessionToken } = stubSecrets
  const expiration = Date.now() + 3_600_000
  const roleCredentials = { accessKeyId: 'ASIASTUBSSOSTUBSSO00', secretAccessKey, sessionToken, expiration }
  return { status: 200, type: 'application/json', body: JSON.stringify({ roleCredentials }) }
}

function assumedRole(form: URLSearchParams): Answer {
  const [, partition, , , account, path = ''] = (form.get('RoleArn') ?? '').split(':')
  const roleName = path.split('/').at(-1)
  const sessionName = form.get('RoleSessionName')
  const expiration = new Date(Date.now() + Number(form.get('DurationSeconds') ?? 3600) * 1000)
  const body = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROASTUBSTUBSTUBSTUB0:${sessionName}</AssumedRoleId>
      <Arn>arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIASTUBSTUBSTUBSTUB</AccessKeyId>
      <SecretAccessKey>${stubSecrets.secretAccessKey}</SecretAccessKey>
      <SessionToken>${stubSecrets.sessionToken}</SessionToken>
      <Expiration>${expiration.toISOString()}</Expiration>
    </Credentials>
  </AssumeRoleResult><ResponseMetadata><RequestId>stub-request</RequestId></ResponseMetadata></AssumeRoleResponse>`
  return { status: 200, type: 'text/xml', body }
}

function refusal(status: number, code: string, message: string): Answer {
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
    <Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error>
    <RequestId>stub-request</RequestId></ErrorResponse>`
  return { status, type: 'text/xml', body }
}

function page(status: number, title: string): Answer {
  const body = `<!doctype html><html><head><title>${title}</title></head><body>${title}</body></html>`
  return { status, type: 'text/html', body }
}

function describe(method: string, url: URL, form: URLSearchParams): string {
  const query = [...url.searchParams.keys()].length > 0 ? '?…' : ''
  const fields = [...form].filter(([name]) => name !== 'Version')
  return [`${method} ${url.pathname}${query}`, ...fields.map(([name, value]) => `${name}=${value}`)].join(' ')
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
