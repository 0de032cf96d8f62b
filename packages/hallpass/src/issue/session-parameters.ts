import { checkOptional, type OptionNames, HallpassError, shownValue } from '../base/index.ts'
import { policyProblems, problemWords } from '../policy/index.ts'
import { checkSessionTags, type SessionTags } from './session-tags.ts'

/** What a session can be given beyond its name and duration. Source: AssumeRole, AWS STS API reference. */
export interface SessionParameters {
  /** What the trust policy asks for with `sts:ExternalId`: 2 to 1,224 characters. */
  readonly externalId?: string | undefined
  /**
   * A session policy, as JSON text: the session may do what it and the role both allow. Over 2,048 characters
   * it is sent all the same, and AWS refuses it.
   */
  readonly policy?: string | undefined
  /** ARNs of managed policies as session policies, 10 at most. */
  readonly policyArns?: readonly string[] | undefined
  /** Session tags, 50 at most; keys of 1 to 128 characters that differ in more than case, values up to 256. */
  readonly tags?: SessionTags | undefined
  /** Keys of `tags` that sessions made from this one keep. */
  readonly transitiveTagKeys?: readonly string[] | undefined
  /** Who is behind the session, for good: CloudTrail keeps it through every further role. Not `aws:…`. */
  readonly sourceIdentity?: string | undefined
  /** The MFA device's serial number or ARN; needs `tokenCode`, or somebody to ask: `mfaCode`. */
  readonly serialNumber?: string | undefined
  /** The MFA device's six digits. */
  readonly tokenCode?: string | undefined
}

/** Every one of {@link SessionParameters}. */
export const parameterNames = {
  externalId: true,
  policy: true,
  policyArns: true,
  tags: true,
  transitiveTagKeys: true,
  sourceIdentity: true,
  serialNumber: true,
  tokenCode: true,
} as const satisfies OptionNames<SessionParameters>

/**
 * Checks everything that AWS's own model says about the form of these.
 *
 * @throws HallpassError `InvalidInput`, naming the parameter
 * @throws TypeError for one of a wrong type
 */
export function checkSessionParameters(
  parameters: SessionParameters,
  { codeIsAsked }: { readonly codeIsAsked: boolean } = { codeIsAsked: false },
): void {
  checkTypes(parameters)
  const { externalId, policy, policyArns = [], sourceIdentity, serialNumber, tokenCode } = parameters
  check(
    externalId,
    /^[\w+=,.@:/-]{2,1224}$/,
    ['externalId', 'the external id'],
    'letters, digits and _ + = , . @ : / -, 2 to 1224',
  )
  check(
    sourceIdentity,
    /^(?!aws:)[\w+=,.@-]{2,64}$/,
    ['sourceIdentity', 'the source identity'],
    'letters, digits and _ + = , . @ -, 2 to 64',
  )
  check(
    serialNumber,
    /^[\w+=/:,.@-]{9,256}$/,
    ['serialNumber', 'the MFA serial number'],
    'a serial number, or arn:aws:iam::123456789012:mfa/name',
  )
  check(tokenCode, /^\d{6}$/, ['tokenCode', 'the MFA code'], 'six digits')
  if (serialNumber === undefined && tokenCode !== undefined) {
    throw invalid('tokenCode', 'an MFA code needs the serial number of its device', 'add --mfa-serial')
  }
  if (serialNumber !== undefined && tokenCode === undefined && !codeIsAsked) {
    throw invalid('tokenCode', 'an MFA device needs its code', 'add --mfa-token, or take --mfa-serial away')
  }
  if (policyArns.length > 10) {
    throw invalid(
      'policyArns',
      `${policyArns.length} managed session policies are too many`,
      'AWS takes 10 at most',
    )
  }
  for (const arn of policyArns) {
    check(
      arn,
      /^arn:[\w-]+:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]{1,640}$/,
      ['policyArns', `the policy ARN ${shownValue(arn)}`],
      'arn:aws:iam::aws:policy/ReadOnlyAccess, for example',
    )
  }
  if (policy !== undefined) checkSessionPolicy(policy)
  checkSessionTags(parameters.tags, parameters.transitiveTagKeys)
}

/**
 * Checks a session policy by the language of policies: what AWS would refuse without saying where.
 *
 * @param what - how it is called in the error: `the session policy lab.json`
 * @throws HallpassError `InvalidInput`, with the statement's number and the nearest right word
 */
export function checkSessionPolicy(policy: string, what = 'the session policy'): void {
  const [first, ...more] = policyProblems(policy)
  if (!first) return
  const rest = more.map((problem) => `\nalso: ${problemWords(problem)}`).join('')
  throw invalid('policy', `${what}: ${problemWords(first)}`, `${first.hint ?? 'mend the policy'}${rest}`)
}

function checkTypes(parameters: SessionParameters): void {
  for (const name of ['externalId', 'policy', 'sourceIdentity', 'serialNumber', 'tokenCode'] as const) {
    checkOptional(name, parameters[name], 'a string')
  }
  checkOptional('policyArns', parameters.policyArns, 'a list of strings')
}

function check(
  value: string | undefined,
  form: RegExp,
  [name, words]: readonly [name: keyof SessionParameters, words: string],
  hint: string,
): void {
  if (value !== undefined && !form.test(value)) throw invalid(name, `${words} has a wrong form`, hint)
}

function invalid(name: keyof SessionParameters, message: string, hint: string): HallpassError {
  return new HallpassError('InvalidInput', message, { hint, facts: { name } })
}
