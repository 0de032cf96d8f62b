import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { fileVariables, flagVariables } from '../packages/server/src/cli/environment.ts'
import { options, readSettings } from '../packages/server/src/cli/settings.ts'
import { requireTool } from './tools.ts'

const read = (name: string): string => readFileSync(new URL(`../deploy/${name}`, import.meta.url), 'utf8')
const source = (name: string): string =>
  readFileSync(new URL(`../packages/server/src/${name}`, import.meta.url), 'utf8')

/** What is at a path of a parsed document; undefined where there is nothing. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined
    return Object.entries(inner).find(([name]) => name === String(key))?.[1]
  }, value)
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function documents(name: string): unknown[] {
  return parseAllDocuments(read(name)).map((document) => {
    expect(document.errors).toEqual([])
    return document.toJS() as unknown
  })
}

const ofKind = (name: string, kind: string): unknown =>
  documents(name).find((document) => at(document, 'kind') === kind)

const known = new Set([...flagVariables(options), ...fileVariables.flatMap((name) => [name, `${name}_FILE`])])

describe('what is deployed', () => {
  it.each([
    'Dockerfile',
    'compose.yaml',
    'kubernetes/server.yaml',
    'hallpass-server.service',
    'nginx.conf',
    'Caddyfile',
  ])('%s names no setting that the server does not have', (name) => {
    const named = read(name).match(/\b(?:HALLPASS|DATABASE)_[A-Z_]+/g) ?? []
    expect(named).not.toEqual([])
    expect(named.filter((one) => !known.has(one))).toEqual([])
  })

  it('nginx is told of HTTP/2 in words that the one of Debian 12 (1.22) knows', () => {
    expect(read('nginx.conf')).toMatch(/^ {2}listen 443 ssl http2;$/m)
    expect(read('nginx.conf')).not.toMatch(/^\s*http2 on;/m)
  })

  it('the image runs as nobody’s uid, without the embedded PostgreSQL, and asks its own readiness', () => {
    const dockerfile = read('Dockerfile')
    expect(dockerfile).toMatch(/^USER (?!0\b)\d+:\d+$/m)
    expect(dockerfile).toContain('--omit=optional')
    expect(dockerfile).toContain('http://127.0.0.1:8080/v1/ready')
    expect(dockerfile).not.toMatch(/^(?:ENV|ARG).*(?:DATABASE_URL|SEAL_KEY)/m)
    const range = at(
      JSON.parse(readFileSync(new URL('../packages/hallpass/package.json', import.meta.url), 'utf8')),
      'optionalDependencies',
      '@aws-sdk/credential-provider-node',
    )
    expect(dockerfile).toContain(`"@aws-sdk/credential-provider-node@${String(range)}"`)
  })

  it('compose gives flags that the server takes, keeps secrets in files and opens this machine’s port alone', () => {
    const compose: unknown = parse(read('compose.yaml'))
    const server = at(compose, 'services', 'server')
    const flags = list(at(server, 'command')).map(String)
    expect(readSettings(flags, {})).toMatchObject({ issuerProfile: 'vend', revokerProfile: 'revoker' })
    expect(at(server, 'ports')).toEqual(['127.0.0.1:8080:8080'])
    expect(at(compose, 'services', 'database', 'ports')).toBeUndefined()
    expect(at(server, 'read_only')).toBe(true)
    const files = Object.keys(at(compose, 'secrets') ?? {})
    const environment = ['server', 'database'].flatMap((service) =>
      Object.entries(at(compose, 'services', service, 'environment') ?? {}),
    )
    const mounted = environment
      .map(([, value]) => String(value))
      .filter((value) => value.startsWith('/run/secrets/'))
    expect(mounted).toHaveLength(4)
    expect(mounted.map((path) => path.slice('/run/secrets/'.length)).toSorted()).toEqual(files.toSorted())
    expect(environment.map(([name]) => name)).not.toContain('POSTGRES_PASSWORD')
  })

  it('Kubernetes probes routes that answer anybody, on the port that is open', () => {
    const container = at(
      ofKind('kubernetes/server.yaml', 'Deployment'),
      'spec',
      'template',
      'spec',
      'containers',
      0,
    )
    expect(at(container, 'readinessProbe', 'httpGet', 'path')).toBe('/v1/ready')
    expect(source('routes/health.ts')).toMatch(/path: '\/v1\/ready',[^}]*needs: 'anyone'/s)
    expect(at(container, 'livenessProbe', 'httpGet', 'path')).toBe('/openapi.json')
    expect(source('app.ts')).toContain('/openapi.json')
    expect(at(container, 'ports', 0)).toEqual({ name: 'http', containerPort: readSettings([], {}).port })
    const service = ofKind('kubernetes/server.yaml', 'Service')
    expect(at(service, 'spec', 'ports', 0, 'targetPort')).toBe('http')
    const backend = at(
      ofKind('kubernetes/network.yaml', 'Ingress'),
      'spec',
      'rules',
      0,
      'http',
      'paths',
      0,
      'backend',
    )
    expect(at(backend, 'service', 'name')).toBe(at(service, 'metadata', 'name'))
  })

  it('in Kubernetes two replicas run as no root, on a root file system that nobody writes, and end in peace', () => {
    const spec = at(ofKind('kubernetes/server.yaml', 'Deployment'), 'spec')
    const pod = at(spec, 'template', 'spec')
    expect(at(spec, 'replicas')).toBe(2)
    expect(at(pod, 'securityContext')).toMatchObject({ runAsNonRoot: true, runAsUser: 65_532 })
    expect(at(pod, 'containers', 0, 'securityContext')).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    const labels = at(spec, 'template', 'metadata', 'labels')
    for (const kind of ['Service', 'PodDisruptionBudget'] as const) {
      const selector = at(ofKind('kubernetes/server.yaml', kind), 'spec', 'selector')
      expect(at(selector, 'matchLabels') ?? selector).toEqual(labels)
    }
    // Ours, besides: jobs 10 seconds, open requests 10, and what the load balancer is given.
    expect(Number(at(pod, 'terminationGracePeriodSeconds'))).toBeGreaterThanOrEqual(10 + 10 + 5)
  })

  it('alerts are about metrics that exist', () => {
    const named = new Set(read('alerts.yaml').match(/\bhallpass_[a-z_]+/g) ?? [])
    expect(named.size).toBeGreaterThan(3)
    const metrics = source('routes/metrics.ts')
    expect([...named].filter((name) => !metrics.includes(name))).toEqual([])
  })

  it('a machine that is set up again keeps its settings, which are nobody else’s to read', () => {
    const guide = readFileSync(new URL('../docs/deploy.md', import.meta.url), 'utf8')
    const folder = mkdtempSync(join(tmpdir(), 'hallpass-deploy-'))
    try {
      const lines = guide
        .split('\n')
        .filter((line) => /^[^\n]*\b(?:printf|chmod)\b.*\/etc\/hallpass\/server\.env/.test(line))
      const script = lines.join('\n').replaceAll('/etc/hallpass', folder)
      const settings = join(folder, 'server.env')
      const setUp = () =>
        spawnSync('sh', ['-c', `umask 022\n${script}`], { encoding: 'utf8', timeout: 60_000 })
      expect(setUp()).toMatchObject({ status: 0, stderr: '' })
      expect(statSync(settings).mode & 0o777).toBe(0o600)
      const first = readFileSync(settings, 'utf8')
      expect(first).toBe('HALLPASS_ISSUER_PROFILE=vend\nHALLPASS_REVOKER_PROFILE=revoker\n')
      // As an earlier set-up left it.
      chmodSync(settings, 0o644)
      appendFileSync(settings, 'HALLPASS_URL=https://hallpass.example.com\n')
      expect(setUp()).toMatchObject({ status: 0, stderr: '' })
      expect(statSync(settings).mode & 0o777).toBe(0o600)
      expect(readFileSync(settings, 'utf8')).toBe(`${first}HALLPASS_URL=https://hallpass.example.com\n`)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.skipIf(!requireTool('deployment by systemd', 'systemd-analyze'))('systemd understands the unit', () => {
    const unit = new URL('../deploy/hallpass-server.service', import.meta.url).pathname
    const { stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8', timeout: 60_000 })
    const said = stderr
      .split('\n')
      .filter((line) => line.includes('hallpass-server') && !line.includes('is not executable'))
    expect(said).toEqual([])
  })
})
