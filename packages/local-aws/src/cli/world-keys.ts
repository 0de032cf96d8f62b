import type { LocalAws } from '../local-aws.ts'
import type { Seed, SeedUser } from '../world/index.ts'

/**
 * The keys that were made for the users of a world, as a credentials file behind `#: `: a shell that reads them
 * passes them over. Those that the world has itself are known.
 */
export function worldKeys(seed: Seed, { keys }: LocalAws): string {
  const users = new Map<string, SeedUser>(Object.entries(seed.users ?? {}))
  for (const [id, member] of Object.entries(seed.accounts ?? {})) {
    for (const [name, user] of Object.entries(member.users ?? {})) users.set(`${id}/${name}`, user)
  }
  const made = [...keys].filter(([name]) => users.get(name)?.key === undefined)
  if (made.length === 0) return ''
  const lines = made.flatMap(([name, key]) => [
    `[${name}]`,
    `aws_access_key_id = ${key.accessKeyId}`,
    `aws_secret_access_key = ${key.secretAccessKey}`,
  ])
  return [
    "# The users' keys, shown this once. As a credentials file: sed -n 's/^#: //p'",
    ...lines.map((line) => `#: ${line}`),
  ]
    .map((line) => `${line}\n`)
    .join('')
}
