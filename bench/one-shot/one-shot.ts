import { fileURLToPath } from 'node:url'
import type { Issuer } from '../issuer.ts'
import { type Contestant, takeTurns } from '../rounds.ts'
import { runOnce } from '../run-once.ts'
import { nodeRuntimes, pythonWith } from '../runtimes.ts'
import { type IssuedKeys, useSessions } from '../use-session.ts'

const hallpass = fileURLToPath(new URL('../../packages/hallpass/bin/hallpass.cjs', import.meta.url))
const byHand = fileURLToPath(new URL('two-calls.cjs', import.meta.url))
const script = fileURLToPath(new URL('generate_keys.py', import.meta.url))

interface Printed extends IssuedKeys {
  readonly ConsoleMagicLink?: string | null
}

/**
 * Milliseconds from the start of a process to its end: keys for one person, with or without a console link,
 * beside a Node.js that does nothing and the script that hallpass grew out of.
 */
export async function measureOneShot(
  issuer: Issuer,
  options: { readonly rounds: number; readonly link: boolean },
): Promise<Map<string, number[]>> {
  let people = 0
  const issuing = (name: string, file: string, args: readonly string[]): Contestant<number> => ({
    name,
    take: async () => {
      people += 1
      const flags = ['-r', issuer.roleArn, '-s', `visitor-${people}`, ...(options.link ? [] : ['--no-link'])]
      const { ms, stdout } = runOnce(issuer.env, file, [...args, ...flags])
      await check(issuer, JSON.parse(stdout), options.link, `visitor-${people}`)
      return ms
    },
  })
  const contestants = nodeRuntimes().flatMap((node) => [
    { name: `${node.name}, nothing`, take: async () => runOnce(issuer.env, node.file, ['-e', '0']).ms },
    {
      name: `${node.name}, the calls alone`,
      take: async () => runOnce(issuer.env, node.file, [byHand, ...(options.link ? ['link'] : [])]).ms,
    },
    issuing(`${node.name}, hallpass`, node.file, [hallpass, 'issue', '-o', 'json']),
  ])
  const python = pythonWith('boto3', 'requests')
  if (python) {
    contestants.push(issuing(`${python.name}, the script`, python.file, [script]))
    if (options.link) {
      const args = [script, '--without-requests']
      contestants.push(issuing(`${python.name}, without requests`, python.file, args))
    }
  }
  return takeTurns(options.rounds, contestants)
}

/** After the clock has stopped: the key is the right person's, and the link opens a console. */
async function check(issuer: Issuer, printed: Printed, link: boolean, person: string): Promise<void> {
  const [arn] = await useSessions(issuer.url, [printed])
  if (!arn?.endsWith(`/${person}`)) throw new Error(`keys of ${arn}, not of ${person}`)
  if (!link) return
  const response = await fetch(printed.ConsoleMagicLink ?? '', { redirect: 'manual' })
  if (response.status !== 302 && response.status !== 303)
    throw new Error(`the link answers ${response.status}`)
}
