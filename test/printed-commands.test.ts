import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSandbox, type Sandbox } from './documents/sandbox.ts'
import { printedCommands } from './printed/printed-commands.ts'
import { requireTool } from './tools.ts'

/*
 * Each command that is printed as what to type next is typed, in a real shell, by an administrator of a local AWS.
 * Whatever it prints for its part is typed as well, once.
 */

const role = 'arn:aws:iam::123456789012:role/InstruqtS3Access'
const full = 'arn:aws:iam::123456789012:role/Full'
const ghost = 'arn:aws:iam::123456789012:role/Ghost'

interface Situation {
  readonly says: string
  /** The last of them prints what to type next. */
  readonly after: readonly string[]
  /** What has to be among it. */
  readonly next: readonly RegExp[]
  /** What does not end with 0, and rightly so. */
  readonly fails?: ReadonlyArray<readonly [command: RegExp, ...exitCodes: number[]]>
}

const noGhost = [
  [/^aws iam get-role --role-name Ghost$/, 254, 255],
  [/^hallpass doctor/, 11],
] as const

const situations: readonly Situation[] = [
  { says: 'no role', after: ['hallpass issue -s ada'], next: [/^hallpass issue --help$/] },
  {
    says: 'a flag that there is not',
    after: ['hallpass setup apply --frobnicate'],
    next: [/^hallpass setup apply --help$/],
  },
  {
    says: 'a command that there is not',
    after: ['hallpass setup frobnicate'],
    next: [/^hallpass setup --help$/],
  },
  {
    says: 'a profile was written, under a name that shells read otherwise',
    after: [
      `hallpass issue --source-profile instruqt -r ${role} --session-name='=ada,lovelace' --profile a+b@c -o write`,
    ],
    next: [/^aws sts get-caller-identity --profile /],
  },
  {
    says: 'files for a class',
    after: [`hallpass issue --source-profile instruqt -r ${role} --each people.csv --out keys`],
    next: [/^hallpass each links /],
  },
  {
    says: 'a role that is not there',
    after: [`hallpass issue --source-profile instruqt -r ${ghost} -s ada`],
    next: [/^aws iam get-role --role-name Ghost$/, /^hallpass doctor .*--source-profile instruqt$/],
    fails: [
      [/^aws iam get-role --role-name Ghost$/, 254, 255],
      [/^hallpass doctor/, 11],
    ],
  },
  {
    says: 'a duration over the maximum of the role',
    after: [
      'aws iam update-role --role-name InstruqtS3Access --max-session-duration 3600',
      `hallpass issue --source-profile instruqt -r ${role} -s ada -d 2h`.replace('-d', '--duration'),
    ],
    next: [/^aws iam update-role --role-name InstruqtS3Access --max-session-duration 7200$/],
  },
  {
    says: 'a name that is revoked',
    after: [
      'hallpass setup apply --source-profile admin --trust-account',
      `hallpass revoke -r ${role} --session-name='=eve'`,
      `hallpass issue --source-profile admin -r ${role} --session-name='=eve' --check-revoked`,
    ],
    next: [/^hallpass revoke .*'=eve' --undo --source-profile admin$/],
  },
  {
    says: 'a name that is revoked, asked of doctor',
    after: [
      'hallpass setup apply --source-profile admin --trust-account',
      `hallpass revoke -r ${role} --session-name='=eve'`,
      `hallpass doctor --source-profile admin -r ${role} --session-name='=eve'`,
    ],
    next: [/^hallpass revoke .*'=eve' --undo$/],
  },
  {
    says: 'profiles that are good',
    after: ['hallpass profile clean'],
    next: [/^hallpass profile clean --all$/],
  },
  {
    says: 'a set-up that differs',
    after: [
      'aws iam update-role --role-name InstruqtS3Access --max-session-duration 7200',
      'hallpass setup check --source-profile admin',
    ],
    next: [/^hallpass setup apply --source-profile admin$/],
  },
  {
    says: 'a key that was handed over',
    after: ['hallpass setup apply --source-profile admin --print-secret'],
    next: [/^hallpass setup rotate --source-profile admin$/],
    // Where the new key is to go is said anew.
    fails: [[/^hallpass setup rotate/, 2]],
  },
  {
    says: 'a role that is not there, for keys of a profile whose name a shell reads otherwise',
    after: [
      'aws configure set aws_access_key_id "$AWS_ACCESS_KEY_ID" --profile "my lab"',
      'aws configure set aws_secret_access_key "$AWS_SECRET_ACCESS_KEY" --profile "my lab"',
      `hallpass issue --source-profile 'my lab' -r ${ghost} -s ada`,
    ],
    next: [
      // An administrator's, whose keys are in the environment here.
      /^aws iam get-role --role-name Ghost$/,
      /^hallpass doctor .*--source-profile 'my lab'$/,
      /^aws iam list-roles --query 'Roles\[\]\.Arn'$/,
    ],
    fails: noGhost,
  },
  {
    says: 'the same, of exec',
    after: [`hallpass exec --source-profile admin -r ${ghost} -s ada -- true`],
    next: [/^aws iam get-role --role-name Ghost$/, /^hallpass doctor .*--source-profile admin$/],
    fails: noGhost,
  },
  {
    says: 'a role without room for a revocation',
    after: [
      'aws iam create-role --role-name Full --assume-role-policy-document \'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}]}\'',
      `aws iam put-role-policy --role-name Full --policy-name large --policy-document "$(printf '{"Version":"2012-10-17","Statement":[{"Sid":"A%09900d","Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}]}' 0)"`,
      `hallpass revoke --source-profile admin -r ${full} -s ada -s grace -s ${'x'.repeat(64)} -s ${'y'.repeat(64)}`,
    ],
    next: [
      /^hallpass revoke --role-arn \S+ --all-before now --source-profile admin$/,
      /^aws iam attach-role-policy .*AWSDenyAll --profile admin$/,
    ],
  },
  {
    says: 'a class of profiles',
    after: [`hallpass issue --source-profile instruqt -r ${role} --each people.csv -o write`],
    next: [/^aws sts get-caller-identity --profile ada@example\.com$/],
  },
  {
    says: 'a class of profiles, where STS alone is elsewhere',
    after: [
      `AWS_ENDPOINT_URL_STS="$AWS_ENDPOINT_URL" AWS_ENDPOINT_URL= hallpass issue --source-profile instruqt -r ${role} --each people.csv -o write --no-link --force`,
    ],
    next: [
      /^aws sts get-caller-identity --profile ada@example\.com --endpoint-url http:\/\/127\.0\.0\.1:\d+\/?$/,
    ],
  },
  {
    says: 'what is left of a set-up that is gone',
    after: ['hallpass setup destroy --source-profile admin --confirm instruqt'],
    next: [/^hallpass profile remove instruqt$/],
  },
  {
    says: 'a server that is an issuer of its own',
    after: [
      [
        'hallpass server --keyless --url https://desk.example.com > told.txt 2>&1 & server=$!',
        'trap "kill $server" EXIT',
        'until grep -q "^ready" told.txt || ! kill -0 $server; do sleep 0.2; done',
        'cat told.txt >&2',
      ].join('\n'),
    ],
    next: [/^hallpass setup apply --keyless-issuer https:\/\/desk\.example\.com$/],
  },
  {
    says: 'a profile that is not there',
    after: ['hallpass profile remove nobody'],
    next: [/^hallpass profile list$/],
  },
]

describe.skipIf(!requireTool('printed-commands.test.ts', 'aws'))('what is printed to be typed next', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await openSandbox({ identity: 'admin', isEmpty: false, profiles: [] })
  })
  afterAll(() => sandbox.close())

  it.each(situations)(
    'works as it stands: $says',
    { timeout: 240_000 },
    async ({ after, next, fails = [] }) => {
      let printed = ''
      for (const command of after) {
        const { stdout, stderr } = await sandbox.shell(command)
        printed = `${stdout}${stderr}`
      }
      const typed = new Set<string>()
      const queue = [...printedCommands(printed)]
      for (const command of queue) {
        if (typed.has(command) || (command.endsWith('--help') && typed.size > 0)) continue
        typed.add(command)
        expect(command).not.toContain('…')
        const ended = await sandbox.shell(command)
        const [, ...exitCodes] = fails.find(([pattern]) => pattern.test(command)) ?? [/^/, 0]
        const isExpected = ended.exitCode !== null && exitCodes.includes(ended.exitCode)
        expect({ command, ...ended, isExpected }).toMatchObject({ command, isExpected: true })
        queue.push(...printedCommands(ended.stderr))
      }
      for (const pattern of next) expect([...typed]).toContainEqual(expect.stringMatching(pattern))
    },
  )
})
