import { anyCharacter, anyText, type GlobToken, globTokens, type Matcher, tokenMatcher } from './glob.ts'

/** `${key}` or `${key, 'default'}`. */
export interface Variable {
  readonly key: string
  readonly fallback: string | undefined
}

/** A policy string with its variables found: pieces of glob, and what is filled in for each request. */
export type Template = ReadonlyArray<GlobToken | Variable>

/** @returns the values of a key of the request context, or `undefined` when the request does not have it */
export type Lookup = (key: string) => readonly string[] | undefined

/**
 * Reads the wildcards and, unless `variables` is false, the policy variables of a string.
 *
 * `${*}`, `${?}` and `${$}` stand for the character itself. Documents of version 2008-10-17 have no variables.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parseTemplate(text: string, variables: boolean): Template {
  if (!variables) return globTokens(text)
  const template: Array<GlobToken | Variable> = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('${', at)
    const close = open < 0 ? -1 : closingBrace(text, open + 2)
    if (close < 0) break
    template.push(...globTokens(text.slice(at, open)), parseVariable(text.slice(open + 2, close)))
    at = close + 1
  }
  template.push(...globTokens(text.slice(at)))
  return template
}

/** The brace that ends the variable: not one inside a quoted default. */
function closingBrace(text: string, from: number): number {
  let quoted = false
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted
    else if (text[at] === '}' && !quoted) return at
  }
  return -1
}

function parseVariable(inside: string): GlobToken | Variable {
  if (inside === '*' || inside === '?' || inside === '$') return inside
  const comma = inside.indexOf(',')
  if (comma < 0) return { key: inside.trim(), fallback: undefined }
  const fallback = inside.slice(comma + 1).trim()
  const quoted = fallback.length >= 2 && fallback.startsWith("'") && fallback.endsWith("'")
  return { key: inside.slice(0, comma).trim(), fallback: quoted ? fallback.slice(1, -1) : undefined }
}

/** @returns whether the template is the same for every request */
export function isFixed(template: Template): template is readonly GlobToken[] {
  return !template.some(isVariable)
}

/**
 * Fills in the variables. What is filled in is never a wildcard.
 *
 * @returns `undefined` when a variable has no single value: the key is absent and has no default, or has
 *   several values, which AWS does not expand
 */
export function fillTemplate(template: Template, lookup: Lookup): GlobToken[] | undefined {
  const tokens: GlobToken[] = []
  for (const piece of template) {
    const token = isVariable(piece) ? variableValue(piece, lookup) : piece
    if (token === undefined) return undefined
    if (token !== '') tokens.push(token)
  }
  return tokens
}

/** @returns the key of the first variable that cannot be filled in */
export function missingVariable(template: Template, lookup: Lookup): string | undefined {
  return template.filter(isVariable).find((piece) => variableValue(piece, lookup) === undefined)?.key
}

/** @returns the text of a filled template that has no wildcards */
export function plainText(tokens: readonly GlobToken[]): string {
  return tokens.map((token) => (token === anyText ? '*' : token === anyCharacter ? '?' : token)).join('')
}

/** Compiles to a function of the lookup: `undefined` stands for a variable that cannot be filled in. */
export function templateMatcher(
  template: Template,
  compile: (tokens: readonly GlobToken[]) => Matcher = tokenMatcher,
): (lookup: Lookup) => Matcher | undefined {
  if (isFixed(template)) {
    const matcher = compile(template)
    return () => matcher
  }
  return (lookup) => {
    const tokens = fillTemplate(template, lookup)
    return tokens === undefined ? undefined : compile(tokens)
  }
}

function isVariable(piece: GlobToken | Variable): piece is Variable {
  return typeof piece === 'object'
}

function variableValue(variable: Variable, lookup: Lookup): string | undefined {
  const values = lookup(variable.key)
  if (values === undefined || values.length === 0) return variable.fallback
  return values.length === 1 ? values[0] : undefined
}
