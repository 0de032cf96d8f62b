import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { afterAll } from 'vitest'

export interface ScriptEnd {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
}

export interface RunningScript {
  readonly process: ChildProcess
  readonly end: Promise<ScriptEnd>
}

let built: { folder: string; ready: Promise<unknown> } | undefined

afterAll(() => {
  if (built !== undefined) rmSync(built.folder, { recursive: true, force: true })
  built = undefined
})

/** Starts `child/<name>.ts` as a process of its own, built first so that any Node starts it, and quickly. */
export async function startScript(name: string, env: Record<string, string>): Promise<RunningScript> {
  built ??= build()
  await built.ready
  const uid = env['AS_UID'] ? { uid: Number(env['AS_UID']), gid: Number(env['AS_UID']) } : {}
  const child = spawn(process.execPath, [join(built.folder, `${name}.mjs`)], { env, ...uid })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const end = new Promise<ScriptEnd>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => resolve({ stdout, stderr, exitCode, signal }))
  })
  return { process: child, end }
}

/** Runs `child/<name>.ts` to its end. */
export async function runScript(name: string, env: Record<string, string>): Promise<ScriptEnd> {
  return (await startScript(name, env)).end
}

function build(): { folder: string; ready: Promise<unknown> } {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-scripts-'))
  const ready = (async () => {
    const { chmod } = await import('node:fs/promises')
    await chmod(folder, 0o755)
    for (const name of ['write-once', 'write-many', 'contend']) {
      const bundle = await rolldown({
        input: fileURLToPath(new URL(`child/${name}.ts`, import.meta.url)),
        platform: 'node',
        logLevel: 'silent',
      })
      await bundle.write({ file: join(folder, `${name}.mjs`), format: 'esm' })
    }
  })()
  return { folder, ready }
}
