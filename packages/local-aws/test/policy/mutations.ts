import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { operators } from '../../src/policy/match/operators.ts'

/** The sources that are mutated. */
export const sources = join(import.meta.dirname, '../../src/policy')

/** One thing switched off: in `file`, `text` is replaced. */
export interface Mutation {
  readonly what: string
  readonly file: string
  readonly text: string
  readonly by: string
}

/** Every global condition key that issues and policies rely on, and what begins the ones with a name of their own. */
const keys = [
  'aws:userid',
  'aws:username',
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:PrincipalType',
  'aws:PrincipalTag/',
  'aws:RequestTag/',
  'aws:ResourceTag/',
  'aws:TagKeys',
  'aws:SourceIdentity',
  'aws:SourceIp',
  'aws:CurrentTime',
  'aws:EpochTime',
  'aws:TokenIssueTime',
  'aws:MultiFactorAuthPresent',
  'aws:MultiFactorAuthAge',
  'aws:RequestedRegion',
  'aws:SecureTransport',
  'aws:UserAgent',
  'sts:ExternalId',
  'sts:RoleSessionName',
  'sts:SourceIdentity',
  'sts:TransitiveTagKeys',
  'idp.example.com:sub',
  'idp.example.com:aud',
]

/**
 * Every mutation: of each operator, of each key, of each refusal of a document, and those written by hand in
 * `mutations.txt`: what is switched off, the text (`-`) and what takes its place (`+`), under the file's name (`#`).
 */
export function allMutations(): Mutation[] {
  return [
    ...[...operators.keys()].flatMap(operatorMutations),
    ...keys.map(keyMutation),
    ...refusalMutations(),
    ...writtenMutations(),
  ]
}

function writtenMutations(): Mutation[] {
  const mutations: Mutation[] = []
  let file = ''
  for (const block of readFileSync(join(import.meta.dirname, 'mutations.txt'), 'utf8')
    .trimEnd()
    .split('\n\n')) {
    const [what = '', text = '', by = ''] = block.split('\n')
    if (what.startsWith('# ')) file = what.slice(2)
    else mutations.push({ what, file, text: written(text), by: written(by) })
  }
  return mutations
}

/** A line of the file; `\\n` stands for a line end in it. */
function written(text: string): string {
  return text.slice(2).replaceAll('\\n', '\n')
}

function operatorMutations(name: string): Mutation[] {
  const file = 'match/operators.ts'
  const line = new RegExp(`^ {2}\\['${name}', (isNot|is)\\(.*\\)\\],$`, 'm').exec(read(file))
  if (line === null) throw new Error(`no line for ${name} in ${file}`)
  const kind = line[1] ?? ''
  const mutations = [
    { what: `${name} always equal`, by: `  ['${name}', ${kind}(() => () => () => true)],` },
    { what: `${name} never equal`, by: `  ['${name}', ${kind}(() => () => () => false)],` },
  ]
  if (kind === 'isNot') mutations.push({ what: `${name} not negated`, by: line[0].replace('isNot(', 'is(') })
  return mutations.map(({ what, by }) => ({ what, by, file, text: line[0] }))
}

function keyMutation(key: string): Mutation {
  const text = '  return (key) => {\n'
  const by = `${text}    if (key.toLowerCase().startsWith('${key.toLowerCase()}')) return undefined\n`
  return { what: `the key ${key}`, file: 'decide/request-lookup.ts', text, by }
}

/** Each place that refuses a document, refusing no more. */
function refusalMutations(): Mutation[] {
  const refusal = 'throw new MalformedPolicyError('
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && read(name).includes(refusal),
  )
  return files.flatMap((file) => {
    const lines = read(file).split('\n')
    return lines.flatMap((line, index) => {
      if (!line.includes(refusal)) return []
      const text = `${lines[index - 1] ?? ''}\n${line}\n${lines[index + 1] ?? ''}`
      return [
        {
          what: `the refusal in ${file}, line ${index + 1}`,
          file,
          text,
          by: text.replace(refusal, 'void String('),
        },
      ]
    })
  })
}

function read(file: string): string {
  return readFileSync(join(sources, file), 'utf8')
}
