import { parseAst } from 'rolldown/parseAst'

/** Attributes that people read or hear. */
const spoken = new Set(['title', 'placeholder', 'alt', 'label', 'message', 'hint', 'heading', 'about'])

/** What machines read, whatever it looks like. */
const elementsOfCode = new Set(['code', 'pre'])

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

/**
 * The words that a page's source says by itself: text between tags, attributes that are read out, texts within
 * `{…}` between tags, and the messages and hints of errors.
 */
export function literalsOfPage(source: string, file: string): string[] {
  const found: string[] = []
  const program: unknown = parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file)
  walk(program, { shown: false }, found)
  return found
}

function walk(node: unknown, where: { readonly shown: boolean }, found: string[]): void {
  if (Array.isArray(node)) {
    for (const one of node) walk(one, where, found)
    return
  }
  if (!isNode(node)) return
  const add = (text: unknown): void => {
    if (typeof text === 'string' && /\p{L}/u.test(text)) found.push(text.trim())
  }
  if (node.type === 'JSXText') return add(node['value'])
  if (node.type === 'Literal' && where.shown) return add(node['value'])
  if (node.type === 'TemplateElement' && where.shown) return add(raw(node['value']))
  if (node.type === 'JSXElement') {
    const opening = node['openingElement']
    const name = isNode(opening) ? nameOf(opening['name']) : ''
    walk(opening, { shown: false }, found)
    if (!elementsOfCode.has(name)) walk(node['children'], { shown: true }, found)
    return
  }
  if (node.type === 'JSXAttribute') {
    const name = nameOf(node['name'])
    return walk(
      node['value'],
      {
        shown:
          /^aria-(?:label|description|roledescription|placeholder|valuetext)$/.test(name) || spoken.has(name),
      },
      found,
    )
  }
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'HallpassError') {
    const [, message, facts] = Array.isArray(node['arguments']) ? node['arguments'] : []
    walk(message, { shown: true }, found)
    walk(facts, { shown: false }, found)
    return
  }
  if (node.type === 'Property' && nameOf(node['key']) === 'hint') {
    return walk(node['value'], { shown: true }, found)
  }
  // What is compared or looked up by is no text, also where a text is chosen by it.
  const silent = ['BinaryExpression', 'CallExpression', 'MemberExpression'].includes(node.type)
  const inner = { shown: where.shown && !silent }
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'test') walk(value, inner, found)
    else walk(value, { shown: false }, found)
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : ''
}

function raw(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'cooked' in value ? value.cooked : undefined
}
