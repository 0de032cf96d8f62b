/**
 * Runs what would be published: packs the packages, installs the tarballs into an empty folder, and uses
 * them there on Node 20, 22 and 24. The other Node versions come from the npm registry, into the same folder.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'

const root = fileURLToPath(new URL('..', import.meta.url))
const nodeVersions = ['20', '22', '24']
const folder = mkdtempSync(join(tmpdir(), 'hallpass-packed-'))
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** The environment of a machine that has never seen AWS. */
const bare = Object.fromEntries(
  Object.entries({ ...process.env, HOME: join(folder, 'home') }).filter(
    ([name]) => !/^(?:AWS|HALLPASS|npm)_/i.test(name),
  ),
)

function check(condition, message) {
  if (!condition) throw new Error(message)
}

function runNode(node, args, env = {}) {
  const bin = join(folder, 'app', 'node_modules', 'hallpass', 'bin', 'hallpass.cjs')
  return spawnSync(node, [bin, ...args], { env: { ...bare, ...env }, encoding: 'utf8', timeout: 60_000 })
}

async function startLocalAws(node) {
  const bin = join(folder, 'app', 'node_modules', '@hallpass', 'local-aws', 'bin', 'local-aws.cjs')
  const child = spawn(node, [bin, '--quiet'], { env: bare, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  const env = await new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`the packed local AWS ended with ${code}`)))
    child.stdout.on('data', (chunk) => {
      text += chunk
      const found = Object.fromEntries(
        [...text.matchAll(/^export (\w+)='?([^'\n]*)'?\n/gm)].map((match) => [match[1], match[2]]),
      )
      if (found.AWS_SECRET_ACCESS_KEY && found.AWS_ENDPOINT_URL && found.HALLPASS_SIGNIN_ENDPOINT_URL)
        resolve(found)
    })
  })
  return { env, stop: () => child.kill() }
}

const document = (statement) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })

async function makeRole(env) {
  const iam = new IAMClient({
    endpoint: env.AWS_ENDPOINT_URL,
    region: env.AWS_REGION,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
  })
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'Packed',
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'sts:AssumeRole',
      }),
    }),
  )
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'Packed',
      PolicyName: 'S3',
      PolicyDocument: document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
    }),
  )
  return Role.Arn
}

async function useOn(node, version) {
  const said = runNode(node, ['--version'])
  check(
    said.status === 0 && /^\d+\.\d+\.\d+\n$/.test(said.stdout),
    `--version printed ${JSON.stringify(said.stdout)}`,
  )
  check(said.stderr === '', `--version wrote to stderr: ${said.stderr}`)

  const local = await startLocalAws(node)
  try {
    const roleArn = await makeRole(local.env)
    const issued = runNode(node, ['issue', '-r', roleArn, '-s', 'packed@example.com'], local.env)
    check(issued.status === 0, `issue ended with ${issued.status}: ${issued.stderr}`)
    check(issued.stderr === '', `issue wrote to stderr: ${issued.stderr}`)
    const answer = JSON.parse(issued.stdout)
    check(answer.AssumedRoleArn.endsWith(':assumed-role/Packed/packed@example.com'), answer.AssumedRoleArn)
    check(answer.ConsoleMagicLink.startsWith(local.env.HALLPASS_SIGNIN_ENDPOINT_URL), 'the link is elsewhere')
  } finally {
    local.stop()
  }
  await useServer(node, version)
  const demo = runNode(node, ['demo', '--once'])
  check(demo.status === 0, `demo --once ended with ${demo.status}: ${demo.stderr}`)
  console.log(`ok: packed on Node ${version}: --version, issue against local-aws, demo --once`)
}

/** The server wants Node 22.12: on an older one it says so in one line, and starts on every other. */
async function useServer(node, version) {
  const bin = join(folder, 'app', 'node_modules', '@hallpass', 'server', 'bin', 'hallpass-server.cjs')
  const { engines } = JSON.parse(
    readFileSync(join(folder, 'app', 'node_modules', '@hallpass', 'server', 'package.json'), 'utf8'),
  )
  check(engines?.node === '>=22.12', 'the packed server does not say which Node it needs')
  if (Number(version.split('.')[0]) < 22) {
    const { status, stderr } = spawnSync(node, [bin], { env: bare, encoding: 'utf8' })
    check(
      status === 3 && /^error: .* needs Node 22\.12 or newer.*\n$/.test(stderr),
      `the server said: ${stderr}`,
    )
    return
  }
  // Not below the folder: for root that one is closed to PostgreSQL, which then runs a copy of its programs.
  const data = mkdtempSync(join(tmpdir(), 'hallpass-data-'))
  const child = spawn(node, [bin, '--port', '0', '--data', data], {
    env: bare,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the packed server ended with ${code}`)))
    child.stdout.on('data', (chunk) => String(chunk).includes('ready at') && resolve())
  })
  child.removeAllListeners('exit')
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  check((await closed) === 0, 'the packed server does not end cleanly')
  rmSync(data, { recursive: true, force: true })
}

/** The examples of docs/own-tests.md for test runners, with what was packed. */
function useInOwnTests() {
  const app = join(folder, 'app')
  const clients = ['iam', 's3', 'sts'].map((name) => `@aws-sdk/client-${name}@3`)
  execFileSync(npm, ['install', '--silent', '--no-save', ...tarballs(), ...clients, 'jest@30', 'vitest@4'], {
    cwd: app,
    stdio: 'inherit',
  })
  for (const runner of ['vitest', 'jest']) {
    const args = runner === 'vitest' ? ['run'] : []
    cpSync(join(root, 'examples', 'own-tests', runner), join(app, runner), { recursive: true })
    const bin = join(app, 'node_modules', '.bin', process.platform === 'win32' ? `${runner}.cmd` : runner)
    // Whoever runs it has an AWS of their own.
    const env = { ...bare, AWS_PROFILE: 'nobody', AWS_SESSION_TOKEN: 'of-another-account' }
    const { status, stdout, stderr } = spawnSync(bin, args, { cwd: join(app, runner), env, encoding: 'utf8' })
    check(status === 0, `${runner} ended with ${status}: ${stdout}${stderr}`)
    check(/[12] passed/.test(stdout + stderr), `${runner} said: ${stdout}${stderr}`)
    console.log(`ok: packed in the tests of others: ${runner}`)
  }
}

const tarballs = () => readdirSync(join(folder, 'tarballs')).map((name) => join(folder, 'tarballs', name))

const rootVersion = (node) => execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()

try {
  for (const name of ['app', 'home', 'tarballs']) execFileSync('mkdir', ['-p', join(folder, name)])
  execFileSync(npm, ['pack', '--silent', '--workspaces', '--pack-destination', join(folder, 'tarballs')], {
    cwd: root,
  })
  writeFileSync(join(folder, 'app', 'package.json'), '{ "name": "app", "private": true }\n')
  execFileSync(npm, ['install', '--silent', '--no-save', ...tarballs()], {
    cwd: join(folder, 'app'),
    stdio: 'inherit',
  })

  for (const version of nodeVersions) {
    const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
    const prefix = join(folder, `node-${version}`)
    let node = join(prefix, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    const got = spawnSync(
      npm,
      ['install', '--silent', '--no-save', '--prefix', prefix, `${name}@${version}`],
      { stdio: 'ignore' },
    )
    if (got.status !== 0 || !existsSync(node)) {
      if (process.versions.node.split('.')[0] !== version) {
        const line = `packed on Node ${version}: ${name}@${version} cannot be had`
        console.log(`skipped: ${line}`)
        if (process.env.HALLPASS_TEST_SKIPS) appendFileSync(process.env.HALLPASS_TEST_SKIPS, `${line}\n`)
        continue
      }
      node = process.execPath
    }
    await useOn(node, rootVersion(node))
  }
  useInOwnTests()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
