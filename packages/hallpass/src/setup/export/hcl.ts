import { hclString } from '../../format/index.ts'
import type { Json } from '../../iam/index.ts'
import { textParts, type Reference } from './marked-text.ts'

/** An expression in Terraform's language, written as it is. */
export class HclExpression {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A call of a function with one argument. */
export class HclCall {
  readonly name: string
  readonly argument: HclValue
  constructor(name: string, argument: HclValue) {
    this.name = name
    this.argument = argument
  }
}

export type HclValue =
  | string
  | number
  | boolean
  | HclExpression
  | HclCall
  | readonly HclValue[]
  | { readonly [key: string]: HclValue }

/** Arguments of a block, nested blocks last. */
export interface HclBlock {
  readonly header: string
  readonly arguments: ReadonlyArray<readonly [name: string, value: HclValue]>
  readonly blocks?: readonly HclBlock[]
}

/** A block as `terraform fmt` leaves it. */
export function renderBlock(block: HclBlock, depth = 0): string {
  const indent = '  '.repeat(depth)
  const lines = alignedLines(
    block.arguments.map(([name, value]) => [name, renderValue(value, depth + 1)]),
    depth + 1,
  )
  const nested = (block.blocks ?? []).map((inner) => renderBlock(inner, depth + 1))
  const body = [...(lines === '' ? [] : [lines]), ...nested].join('\n\n')
  return body === '' ? `${indent}${block.header} {}` : `${indent}${block.header} {\n${body}\n${indent}}`
}

/** A document with marks, as a value: what is marked becomes the expression that `write` gives. */
export function hclDocument(document: Json, write: (reference: Reference) => string): HclValue {
  if (typeof document === 'string') return hclText(document, write)
  if (document === null) return new HclExpression('null')
  if (typeof document !== 'object') return document
  if (isList(document)) return document.map((item) => hclDocument(item, write))
  const entries: Array<[string, HclValue]> = []
  for (const [key, value] of Object.entries(document)) {
    if (value !== undefined) entries.push([key, hclDocument(value, write)])
  }
  return Object.fromEntries(entries)
}

function hclText(text: string, write: (reference: Reference) => string): HclValue {
  const parts = textParts(text)
  const [only] = parts
  if (parts.length === 1 && only !== undefined && typeof only !== 'string')
    return new HclExpression(write(only))
  if (parts.every((part) => typeof part === 'string')) return text
  const inside = parts.map((part) =>
    typeof part === 'string' ? hclString(part).slice(1, -1) : `\${${write(part)}}`,
  )
  return new HclExpression(`"${inside.join('')}"`)
}

function renderValue(value: HclValue, depth: number): string {
  if (typeof value === 'string') return hclString(value)
  if (typeof value !== 'object') return String(value)
  if (isList(value)) return renderList(value, depth)
  if (value instanceof HclExpression) return value.text
  if (value instanceof HclCall) return `${value.name}(${renderValue(value.argument, depth)})`
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  const rendered = entries.map(([key, inner]): [string, string] => [
    /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? key : hclString(key),
    renderValue(inner, depth + 1),
  ])
  const [single] = rendered
  if (rendered.length === 1 && single && !single[1].includes('\n')) return `{ ${single[0]} = ${single[1]} }`
  return `{\n${alignedLines(rendered, depth + 1)}\n${'  '.repeat(depth)}}`
}

function renderList(values: readonly HclValue[], depth: number): string {
  const rendered = values.map((value) => renderValue(value, depth + 1))
  const [single] = rendered
  if (single === undefined) return '[]'
  if (rendered.length === 1 && !single.includes('\n')) return `[${single}]`
  const indent = '  '.repeat(depth + 1)
  return `[\n${rendered.map((item) => `${indent}${item},\n`).join('')}${'  '.repeat(depth)}]`
}

/** The equals signs of neighbours under each other; a value of several lines ends a neighbourhood. */
function alignedLines(entries: ReadonlyArray<readonly [name: string, value: string]>, depth: number): string {
  const indent = '  '.repeat(depth)
  const lines: string[] = []
  let group: Array<readonly [string, string]> = []
  const flush = (): void => {
    const width = Math.max(0, ...group.map(([name]) => name.length))
    lines.push(...group.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}`))
    group = []
  }
  for (const entry of entries) {
    if (entry[1].includes('\n')) {
      flush()
      lines.push(`${indent}${entry[0]} = ${entry[1]}`)
    } else group.push(entry)
  }
  flush()
  return lines.join('\n')
}

// Array.isArray does not narrow a readonly list.
function isList<Item>(value: object | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value)
}
