import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { parseSync } from 'rolldown/utils'

/** A change of one place in the policy engine. */
export interface Mutation {
  /** Below `src/policy`: `match/glob.ts`. */
  readonly file: string
  /** The kind of the syntax that was changed: `ThrowStatement`. */
  readonly kind: string
  /** What was changed, for whoever reads that it survived: `globMatcher: a === b → a !== b`. */
  readonly what: string
  readonly start: number
  readonly end: number
  readonly by: string
}

const source = join(import.meta.dirname, '../../src/policy')

/** The engine needs some 40,000 rounds of its loops for all cases together. */
const mostRounds = 2_000_000

/**
 * The policy engine as one script that leaves `policy`, its public names. A loop without an end, which a mutation may
 * make, throws.
 */
export async function bundledEngine(): Promise<string> {
  const bundle = await rolldown({ input: join(source, 'index.ts'), platform: 'node' })
  const { output } = await bundle.generate({ format: 'iife', name: 'policy' })
  await bundle.close()
  const { code } = output[0]
  const inserted = nodesOf(code).flatMap(({ type, body }) =>
    /^(?:For|While|DoWhile)/.test(type) && isNode(body)
      ? [
          { at: body.start, text: '{ round();' },
          { at: body.end, text: '}' },
        ]
      : [],
  )
  const guarded = inserted
    .toSorted((left, right) => right.at - left.at)
    .reduce((whole, { at, text }) => whole.slice(0, at) + text + whole.slice(at), code)
  return `let rounds = 0; function round() { if (++rounds > ${mostRounds}) throw new Error('no end') }\n${guarded}`
}

function nodesOf(code: string): readonly Node[] {
  const nodes: Node[] = []
  const visit = (node: Node): void => {
    nodes.push(node)
    childrenOf(node).forEach(visit)
  }
  visit(rootOf(code))
  return nodes
}

function rootOf(code: string): Node {
  const { program, errors } = parseSync('policy.js', code, { preserveParens: false })
  const root: unknown = program
  if (errors.length > 0 || !isNode(root)) throw new Error(errors[0]?.message)
  return root
}

/**
 * Every mutation of the policy engine, found in its syntax tree, so that none is bound to how something is spelled: each
 * condition is made true and false, each comparison turned or moved by one, each operand of `&&`, `||` and `??` left out,
 * each refusal, each entry of a list (a condition operator for one), each effect and each answer taken away.
 */
export function allMutations(code: string): Mutation[] {
  const regions = regionsOf(code)
  const mutations: Mutation[] = []
  const visit = (node: Node, within: string): void => {
    const name = nameOf(node) ?? within
    const file = regions.findLast(({ start }) => start <= node.start)?.file
    for (const [part, by] of changesOf(node, (one) => code.slice(one.start, one.end))) {
      if (file === undefined) continue
      const before = code.slice(part.start, part.end).replaceAll(/\s+/g, ' ')
      mutations.push({
        file,
        kind: node.type,
        what: `${name}: ${before} → ${by === '' ? 'nothing' : by.replaceAll(/\s+/g, ' ')}`,
        start: part.start,
        end: part.end,
        by,
      })
    }
    for (const child of childrenOf(node)) visit(child, name)
  }
  visit(rootOf(code), 'top')
  return mutations
}

/** Where in the script each file of the engine begins; what comes from elsewhere has no name. */
function regionsOf(
  code: string,
): ReadonlyArray<{ readonly start: number; readonly file: string | undefined }> {
  return [...code.matchAll(/^\s*\/\/ (\S+\.ts)$/gm)].map((match) => ({
    start: match.index,
    file: /(?:^|\/)src\/policy\/(.+)$/.exec(match[1] ?? '')?.[1],
  }))
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

function nameOf({ type, id, key }: Node): string | undefined {
  if (!['FunctionDeclaration', 'VariableDeclarator', 'MethodDefinition', 'ClassDeclaration'].includes(type)) {
    return undefined
  }
  const named = isNode(id) ? id : key
  // Where two files have the same name, the bundle adds a number to one.
  return isNode(named) && typeof named['name'] === 'string' ? named['name'].replace(/\$\d+$/, '') : undefined
}

const turned: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<='],
  '<=': ['<'],
  '>': ['>='],
  '>=': ['>'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '>>': ['<<'],
  '&': ['|'],
  '|': ['&'],
}

const otherMethod = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
])

const leftOut = new Set([
  'filter',
  'slice',
  'replace',
  'replaceAll',
  'toLowerCase',
  'trim',
  'toSorted',
  'toReversed',
])

type Change = readonly [part: Pick<Node, 'start' | 'end'>, by: string]

function changesOf(node: Node, text: (node: Node) => string): readonly Change[] {
  const { type, start, end } = node
  const part = (key: string): Node => {
    const child = node[key]
    if (!isNode(child)) throw new Error(`${type} has no ${key}`)
    return child
  }
  switch (type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return [
        [part('test'), 'true'],
        [part('test'), 'false'],
      ]
    case 'WhileStatement':
    case 'ForStatement':
      // Made true, it would not end.
      return isNode(node['test']) ? [[part('test'), 'false']] : []
    case 'ForOfStatement':
      return [[part('right'), '[]']]
    case 'BinaryExpression': {
      const between = { start: part('left').end, end: part('right').start }
      return (turned[String(node['operator'])] ?? []).map((by) => [between, ` ${by} `])
    }
    case 'LogicalExpression':
      return [
        [node, `(${text(part('left'))})`],
        [node, `(${text(part('right'))})`],
      ]
    case 'UnaryExpression':
      return node['operator'] === '!' ? [[node, `(${text(part('argument'))})`]] : []
    case 'ThrowStatement':
      return [[node, ';']]
    case 'ReturnStatement':
      // What is no answer, or `false`, is turned elsewhere.
      return isNode(node['argument']) && !/^(?:void 0|undefined|false|true)$/.test(text(part('argument')))
        ? [[part('argument'), 'undefined']]
        : []
    case 'ExpressionStatement':
      return isEffect(part('expression')) ? [[node, ';']] : []
    case 'ArrayExpression':
      return nodesIn(node['elements']).map((element) => [element, ''])
    case 'CallExpression': {
      const callee = part('callee')
      const { object, property } = callee
      if (callee.type !== 'MemberExpression' || !isNode(object) || !isNode(property)) return []
      const name = text(property)
      const other = otherMethod.get(name)
      if (other !== undefined) return [[property, other]]
      return leftOut.has(name) ? [[{ start, end }, text(object)]] : []
    }
    case 'Literal':
      return typeof node['value'] === 'boolean' ? [[node, String(!node['value'])]] : []
    default:
      return []
  }
}

/** A call or an assignment; the guard of loops is none of the engine's. */
function isEffect({ type, callee, left }: Node): boolean {
  // `exports.name = name` is the bundle's.
  if (type === 'AssignmentExpression')
    return !(isNode(left) && isNode(left['object']) && left['object']['name'] === 'exports')
  return type === 'CallExpression' && !(isNode(callee) && callee['name'] === 'round')
}

function childrenOf(node: Node): readonly Node[] {
  return Object.entries(node).flatMap(([key, value]) => {
    // The name of a member is no text.
    if (key === 'key' && node['computed'] !== true) return []
    return isNode(value) ? [value] : nodesIn(value)
  })
}

function nodesIn(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter((one) => isNode(one)) : []
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value
}
