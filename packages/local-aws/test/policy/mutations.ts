import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { operators } from '../../src/policy/operators.ts'

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
  ...[
    'userid',
    'username',
    'PrincipalArn',
    'PrincipalAccount',
    'PrincipalType',
    'PrincipalTag/',
    'RequestTag/',
  ],
  ...['ResourceTag/', 'TagKeys', 'SourceIdentity', 'SourceIp', 'CurrentTime', 'EpochTime', 'TokenIssueTime'],
  ...['MultiFactorAuthPresent', 'MultiFactorAuthAge', 'RequestedRegion', 'SecureTransport', 'UserAgent'],
]
  .map((key) => `aws:${key}`)
  .concat(['sts:ExternalId', 'sts:RoleSessionName', 'sts:SourceIdentity', 'sts:TransitiveTagKeys'])
  .concat(['idp.example.com:sub', 'idp.example.com:aud'])

/** Written by hand: what, file, text, by. */
const steps: ReadonlyArray<readonly [what: string, file: string, text: string, by: string]> = [
  ['an explicit Deny', 'evaluate.ts', 'if (denial !== undefined)', 'if (denial === null)'],
  ['a missing Allow', 'evaluate.ts', 'if (missing !== undefined)', 'if (missing === null)'],
  ['resource control policies', 'evaluate.ts', '(policies.resourceControl ?? [])', '([] as NamedPolicy[][])'],
  ['service control policies', 'evaluate.ts', '(policies.serviceControl ?? [])', '([] as NamedPolicy[][])'],
  [
    'service control only for principals of accounts',
    'evaluate.ts',
    'if (isAwsPrincipal(principal)) {',
    'if (true) {',
  ],
  ['resource control before service control', 'evaluate.ts', 'controls.push(', 'controls.unshift('],
  ['the control layers as requirements', 'evaluate.ts', '[...layers.controls]', '[] as EvaluatedLayer[]'],
  [
    'resource-based policies',
    'evaluate.ts',
    'policies.resource === undefined ? [] : [policies.resource]',
    '[]',
  ],
  ['identity-based policies', 'evaluate.ts', 'policies.identity ?? []', '[]'],
  ['the identity as a requirement', 'evaluate.ts', "if (grant === 'none')", "if (grant === ('' as string))"],
  [
    'the boundary',
    'evaluate.ts',
    'if (policies.permissionsBoundary !== undefined) {',
    'if (policies === undefined) {',
  ],
  ['the session policies', 'evaluate.ts', 'if (session !== undefined)', 'if (session === null)'],
  ['the limits as requirements', 'evaluate.ts', '[...required, ...limits]', 'required'],
  [
    "a federated user's empty session",
    'evaluate.ts',
    "principal.type === 'federated-user' ? []",
    'principal === undefined ? []',
  ],
  [
    'the grant of a resource policy',
    'evaluate.ts',
    'isSameAccount(request) ? grantWithinAccount(resource?.match)',
    "isSameAccount(request) ? 'none'",
  ],
  [
    'the difference between the same and another account',
    'evaluate.ts',
    'isSameAccount(request) ? grantWithinAccount',
    'true ? grantWithinAccount',
  ],
  ['a final grant', 'evaluate.ts', "? 'limited' : 'final'", "? 'limited' : 'limited'"],
  ['a limited grant', 'evaluate.ts', "'role' ? 'limited'", "'role' ? 'final'"],
  ['a limited grant standing in for the identity', 'evaluate.ts', "'role' ? 'limited'", "'role' ? 'none'"],
  [
    'the account handing the question on',
    'evaluate.ts',
    "match === undefined || match === 'account'",
    'match === undefined',
  ],
  [
    'the root user allowed by default',
    'evaluate.ts',
    "return principal.type === 'user' || ",
    "return principal.type === 'root' || principal.type === 'user' || ",
  ],
  ['the trust as a requirement', 'evaluate.ts', "policies.resource?.kind === 'trust' || ", ''],
  [
    'the resource as a requirement for those without identity',
    'evaluate.ts',
    '!isAwsPrincipal(request.principal) || ',
    '',
  ],
  ['the resource as a requirement across accounts', 'evaluate.ts', ' || !isSameAccount(request)', ''],
  ["the resource's account", 'evaluate.ts', 'resourceAccount === undefined || ', 'true || '],
  [
    'the name of the trust policy',
    'evaluate.ts',
    "'trust' ? 'role trust policy'",
    "'trust' ? 'resource-based policy'",
  ],
  ['the statement that is cited', 'evaluate.ts', 'by: granting?.step.by', 'by: undefined'],
  ['Deny statements', 'layer.ts', '.denies)', '.denies.slice(9))'],
  ['Allow statements', 'layer.ts', '.allows) {', '.allows.slice(9)) {'],
  [
    'principals',
    'layer.ts',
    'namesPrincipals ? principalOf(statement, question)',
    "namesPrincipals ? 'exact'",
  ],
  ['the strongest of several grants', 'layer.ts', 'strongest(best.match, match) === best.match', 'true'],
  [
    'the action',
    'compile.ts',
    'if (!compiledStatement.matchesAction(question.lowerCaseAction)) return false',
    '',
  ],
  [
    'the resource',
    'compile.ts',
    'if (!compiledStatement.matchesResource(question.resource, question.lookup)) return false',
    '',
  ],
  [
    'the conditions',
    'compile.ts',
    'if (!isMet(question.lookup)) return false',
    'if (isMet === undefined) return false',
  ],
  [
    'the case of an action in a policy',
    'compile.ts',
    'globMatcher(pattern.toLowerCase())',
    'globMatcher(pattern)',
  ],
  ['the case of an action in a request', 'evaluate.ts', 'request.action.toLowerCase()', 'request.action'],
  ['NotAction', 'compile.ts', 'return (action) => !matchers', 'return (action) => matchers'],
  ['NotResource', 'compile.ts', '(resource) === false)', '(resource) === true)'],
  ['NotResource with a missing variable', 'compile.ts', '(resource) === false)', '(resource) !== true)'],
  ['version 2008-10-17', 'compile.ts', "policy.version === '2012-10-17'", 'policy.version !== undefined'],
  ['variables', 'template.ts', 'if (!options.variables) return plain(text)', 'return plain(text)'],
  ['wildcards', 'template.ts', 'options.wildcards ? globTokens : literal', 'literal'],
  ['texts without wildcards', 'template.ts', 'options.wildcards ? globTokens : literal', 'globTokens'],
  ['${*}', 'template.ts', "inside === '*' || ", ''],
  ['${?}', 'template.ts', "inside === '?' || ", ''],
  ['${$}', 'template.ts', " || inside === '$'", ''],
  ['defaults', 'template.ts', '=== 0) return variable.fallback', '=== 0) return undefined'],
  [
    'a default with a brace',
    'template.ts',
    'if (text[at] === "\'") quoted = !quoted',
    'if (text === undefined) quoted = !quoted',
  ],
  [
    'a default of a key with several values',
    'template.ts',
    'values.length === 1 ? values[0] : undefined',
    'values.length === 1 ? values[0] : variable.fallback',
  ],
  ['several values of a variable', 'template.ts', 'values.length === 1 ? values[0] : undefined', 'values[0]'],
  [
    'a missing variable',
    'template.ts',
    'if (token === undefined) return undefined',
    "if (token === undefined) { tokens.push(''); continue }",
  ],
  [
    'a filled-in value as plain text',
    'template.ts',
    "if (token !== '') tokens.push(token)",
    "if (token !== '') tokens.push(...(typeof token === 'string' ? globTokens(token) : [token]))",
  ],
  [
    'the asterisk',
    'glob.ts',
    "tokens.push(character === '*' ? anyText : anyCharacter)",
    "tokens.push(character === '*' ? '*' : anyCharacter)",
  ],
  [
    'the question mark',
    'glob.ts',
    "tokens.push(character === '*' ? anyText : anyCharacter)",
    "tokens.push(character === '*' ? anyText : '?')",
  ],
  [
    'the question mark as one character',
    'glob.ts',
    "tokens.push(character === '*' ? anyText : anyCharacter)",
    'tokens.push(anyText)',
  ],
  ['the text between two asterisks', 'glob.ts', 'if (found < 0) return false', 'if (found < 0) continue'],
  ['the text after the last asterisk', 'glob.ts', 'if (!runAt(last, text, end)) return false', ''],
  [
    'the text before the first asterisk',
    'glob.ts',
    '|| !runAt(first, text, 0)) return false',
    ') return false',
  ],
  [
    'arns part by part',
    'arn.ts',
    'const parts = splitParts(template)\n',
    'const parts = splitParts(template)\n  if (parts.length > segmentsBeforeResource) return resourceMatcher(template)\n',
  ],
  [
    'arns of all parts',
    'arn.ts',
    'if (parts.length <= segmentsBeforeResource) return () => nothing',
    'if (parts.length <= segmentsBeforeResource) return resourceMatcher(template)',
  ],
  [
    'parts of a resource that are left out',
    'arn.ts',
    'templateMatcher([...template, ...rest])',
    'templateMatcher(template)',
  ],
  ['arns alone for Arn operators', 'operators.ts', 'isArn(text) && matches(text)', 'matches(text)'],
  ['any arn for a star', 'arn.ts', 'return () => isArn', 'return () => nothing'],
  [
    'variables in Arn operators',
    'operators.ts',
    'arnMatcher(parseTemplate(value, { variables, wildcards: true }))',
    'arnMatcher(parseTemplate(value, { variables: false, wildcards: true }))',
  ],
  ['IfExists', 'condition.ts', 'if (name.ifExists || ', 'if ('],
  [
    'ForAllValues without the key',
    'condition.ts',
    " || name.set === 'ForAllValues') return true",
    ') return true',
  ],
  [
    'ForAnyValue negated without the key',
    'condition.ts',
    'return name.set === undefined && negated',
    'return negated',
  ],
  [
    'a negated operator without the key',
    'condition.ts',
    'return name.set === undefined && negated',
    'return false',
  ],
  ['ForAllValues', 'condition.ts', "return name.set === 'ForAllValues' || ", 'return '],
  ['ForAnyValue', 'condition.ts', '(name.set === undefined && operator.negated)', 'operator.negated'],
  [
    'negated operators with several values',
    'condition.ts',
    '(name.set === undefined && operator.negated)',
    'false',
  ],
  ['empty values of set operators', 'condition.ts', "values?.filter((value) => value !== '')", 'values'],
  [
    'a variable without a value in a negated condition',
    'condition.ts',
    'if (matchers.includes(undefined)) return undefined',
    '',
  ],
  [
    'Null',
    'condition.ts',
    "if (name?.base === 'Null') return nullTest(key, condition.values)",
    "if (name?.base === 'Null') return () => true",
  ],
  ['Null true', 'condition.ts', '=== 0 ? absent : present', '=== 0 ? false : present'],
  ['Null false', 'condition.ts', '=== 0 ? absent : present', '=== 0 ? absent : false'],
  [
    'Null of a key without values',
    'condition.ts',
    '(lookup(key)?.length ?? 0) === 0',
    'lookup(key) === undefined',
  ],
  [
    'IfExists refused for Null',
    'condition.ts',
    "base === 'Null' ? ifExists : ",
    "base === 'Null' ? false : ",
  ],
  ['keys in any case', 'request-lookup.ts', 'byLowerCase.get(key.toLowerCase())', 'byLowerCase.get(key)'],
  ['everyone', 'principal.ts', "if (name === '*') return 'everyone'", ''],
  [
    'the bare star',
    'principal.ts',
    "if (element === '*') return 'everyone'",
    "if (element === '*') return undefined",
  ],
  ['the user and the session by name', 'principal.ts', "if (name === principal.arn) return 'exact'", ''],
  [
    'the unique id of a user',
    'principal.ts',
    "if (principal.type === 'user' && name === principal.userId) return 'exact'",
    '',
  ],
  ['the role behind a session', 'principal.ts', 'name === principal.roleArn || ', ''],
  ['the unique id of a role', 'principal.ts', ' || name === roleId(principal.userId)', ''],
  ['the user behind a federated user', 'principal.ts', 'name === principal.userArn || ', ''],
  ['the twelve digits', 'principal.ts', "if (name === account) return 'account'", ''],
  ['the root arn', 'principal.ts', "name.endsWith(':root') && accountOfArn(name) === account", 'false'],
  ['whose root arn it is', 'principal.ts', ' && accountOfArn(name) === account', ''],
  [
    'services',
    'principal.ts',
    "if (principal.type === 'service') matches",
    'if (principal === undefined) matches',
  ],
  [
    'identity providers',
    'principal.ts',
    "if (principal.type === 'web-identity') matches",
    'if (principal === undefined) matches',
  ],
  [
    'which service or provider it is',
    'principal.ts',
    "candidate === name || candidate === '*'",
    'candidate !== undefined',
  ],
  [
    'AWS names for those who are no principals of AWS',
    'principal.ts',
    "if (principal.type === 'service' || principal.type === 'web-identity') return undefined",
    "if (principal.type === 'service' || principal.type === 'web-identity') return 'everyone'",
  ],
  ['NotPrincipal', 'principal.ts', "? undefined : 'everyone'", "? 'everyone' : 'everyone'"],
  ['NotPrincipal with a boundary', 'principal.ts', 'if (statement.hasBoundary) return false', ''],
  [
    'NotPrincipal: the account of a user',
    'principal.ts',
    "=== 'user') return named.has('account') && ",
    "=== 'user') return ",
  ],
  [
    'NotPrincipal: the user',
    'principal.ts',
    "=== 'user') return named.has('account') && named.has('exact')",
    "=== 'user') return named.has('account')",
  ],
  [
    'NotPrincipal: the account of a session',
    'principal.ts',
    "return named.has('account') && named.has('role') && ",
    "return named.has('role') && ",
  ],
  [
    'NotPrincipal: the session',
    'principal.ts',
    "named.has('role') && named.has('exact')",
    "named.has('role')",
  ],
  ['NotPrincipal: the role', 'principal.ts', "named.has('role') && named.has('exact')", "named.has('exact')"],
  [
    'IPv4 in IPv6',
    'ip-address.ts',
    'range.address.length === 4 && isMappedIpv4(address)',
    'range === undefined',
  ],
  [
    'the family of an address',
    'ip-address.ts',
    'if (bytes.length !== range.address.length) return false',
    '',
  ],
  [
    'the whole bytes of a prefix',
    'ip-address.ts',
    'const whole = range.prefixLength >> 3',
    'const whole = 0',
  ],
  ['the odd bits of a prefix', 'ip-address.ts', 'if (bits === 0) return true', 'return true'],
  ['the bound of a prefix', 'ip-address.ts', ' || Number(prefix) > address.length * 8', ''],
  ['offsets of dates', 'values.ts', '* 1000 - offsetMs', '* 1000'],
  ['the sign of an offset', 'values.ts', "parts.sign === '-' ? -offset : offset", 'offset'],
  ['seconds since 1970', 'values.ts', 'return Number(text) * 1000', 'return undefined'],
  ['booleans in any case', 'values.ts', 'text.toLowerCase()', 'text'],
  ['base64 without its padding', 'values.ts', "text.replace(/={0,2}$/, '')", 'text'],
  ['the reason in the message', 'explain.ts', ' because no ${', ' as no ${'],
  ['the Deny in the message', 'explain.ts', ' with an explicit deny in ', ' with a deny in '],
  [
    'the silence of STS',
    'explain.ts',
    "if (principal.type === 'web-identity') return",
    "if (principal.type === 'service') return",
  ],
  ['the mismatches', 'explain.ts', '...reasons]', ']'],
  ['the principal among the mismatches', 'mismatch.ts', 'if (namesPrincipals && ', 'if (false && '],
  ['a repeated member', 'strict-json.ts', ' || members.has(name)', ''],
  [
    'a named version',
    'identity-document.ts',
    "version === '2012-10-17' || version === '2008-10-17'",
    'version !== undefined',
  ],
]

/** Every mutation: of each operator, of each key, of each refusal of a document, and those written by hand. */
export function allMutations(): Mutation[] {
  return [
    ...steps.map(([what, file, text, by]) => ({ what, file, text, by })),
    ...[...operators.keys()].flatMap(operatorMutations),
    ...keys.map(keyMutation),
    ...refusalMutations(),
  ]
}

function operatorMutations(name: string): Mutation[] {
  const file = 'operators.ts'
  const line = new RegExp(`^ {2}\\['${name}', (isNot|is)\\(.*\\)\\],$`, 'm').exec(read(file))
  if (line === null) throw new Error(`no line for ${name} in ${file}`)
  const kind = line[1] ?? ''
  const mutations = [
    { what: `${name} always equal`, by: `  ['${name}', ${kind}(() => () => () => true)],` },
    { what: `${name} never equal`, by: `  ['${name}', ${kind}(() => () => () => false)],` },
  ]
  if (kind === 'isNot') mutations.push({ what: `${name} not negated`, by: line[0].replace('isNot(', 'is(') })
  return mutations.map((mutation) => ({ ...mutation, file, text: line[0] }))
}

function keyMutation(key: string): Mutation {
  const text = '  return (key) => {\n'
  const by = `${text}    if (key.toLowerCase().startsWith('${key.toLowerCase()}')) return undefined\n`
  return { what: `the key ${key}`, file: 'request-lookup.ts', text, by }
}

/** Each place that refuses a document, refusing no more. */
function refusalMutations(): Mutation[] {
  const refusal = 'throw new MalformedPolicyError('
  const files = readdirSync(sources).filter((name) => read(name).includes(refusal))
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
          by: text.replace(refusal, 'void ('),
        },
      ]
    })
  })
}

function read(file: string): string {
  return readFileSync(join(sources, file), 'utf8')
}
