import { anyText, type Matcher } from './glob.ts'
import { type Lookup, type Template, templateMatcher } from './template.ts'

/** `arn`, partition, service, region, account: what comes before the resource. */
const segmentsBeforeResource = 5

/**
 * Compiles the value of an Arn condition to a function of the lookup: `undefined` stands for a variable that cannot
 * be filled in.
 *
 * The six parts are compared one by one, so that a `*` in the account does not reach into the resource, nor does
 * what a variable is filled with. A lone `*` is every arn.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnMatcher(template: Template): (lookup: Lookup) => Matcher | undefined {
  if (template.every((piece) => piece === anyText)) return () => isArn
  const parts = splitParts(template)
  if (parts.length <= segmentsBeforeResource) return () => nothing
  const compiled = parts.map((part) => templateMatcher(part))
  if (!template.some((piece) => typeof piece === 'object')) {
    const matcher = matchParts(compiled.map((compile) => compile(noLookup) ?? nothing))
    return () => matcher
  }
  return (lookup) => {
    const matchers: Matcher[] = []
    for (const compile of compiled) {
      const matcher = compile(lookup)
      if (matcher === undefined) return undefined
      matchers.push(matcher)
    }
    return matchParts(matchers)
  }
}

/**
 * Compiles a Resource or NotResource. A `*` spans `/` and `:`, as it does in AWS wherever it ends a part. Parts that
 * are left out are `*`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourceMatcher(template: Template): (lookup: Lookup) => Matcher | undefined {
  if (template.every((piece) => piece === anyText)) return templateMatcher(template)
  const missing = segmentsBeforeResource + 1 - splitParts(template).length
  const rest = Array.from({ length: missing }, () => [':', anyText] as const).flat()
  return templateMatcher([...template, ...rest])
}

/** @returns whether the text has the six parts of an arn */
export function isArn(text: string): boolean {
  return text.startsWith('arn:') && colons(text) >= segmentsBeforeResource
}

/** @returns the account of an arn, or `''` when it has none or is no arn */
export function accountOfArn(arn: string): string {
  return arn.split(':', segmentsBeforeResource)[4] ?? ''
}

const noLookup: Lookup = () => undefined
const nothing: Matcher = () => false

function matchParts(parts: readonly Matcher[]): Matcher {
  return (arn) => {
    let from = 0
    for (let index = 0; index < segmentsBeforeResource; index++) {
      const colon = arn.indexOf(':', from)
      if (colon < 0 || parts[index]?.(arn.slice(from, colon)) !== true) return false
      from = colon + 1
    }
    return parts[segmentsBeforeResource]?.(arn.slice(from)) === true
  }
}

function colons(text: string): number {
  let count = 0
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) count++
  return count
}

function splitParts(template: Template): Template[] {
  const parts: Array<Array<Template[number]>> = [[]]
  for (const piece of template) {
    let rest = piece
    while (typeof rest === 'string' && parts.length <= segmentsBeforeResource) {
      const colon = rest.indexOf(':')
      if (colon < 0) break
      if (colon > 0) parts.at(-1)?.push(rest.slice(0, colon))
      parts.push([])
      rest = rest.slice(colon + 1)
    }
    if (rest !== '') parts.at(-1)?.push(rest)
  }
  return parts
}
