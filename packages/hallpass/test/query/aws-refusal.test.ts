import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusalError } from '../../src/query/aws-refusal.ts'
import { errorAnswer } from './sts-answers.ts'

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 1_000)
const asked = { operation: 'sts:AssumeRole', address: 'sts.eu-west-1.amazonaws.com', secrets: ['TOKEN+/='] }
const refusal = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
  refusalError({ status, body, headers }, asked)

describe('a refusal of the Query protocol', () => {
  const cases = [
    [
      403,
      'AccessDenied',
      'User: arn:aws:iam::123456789012:user/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/y',
      'AccessDenied',
    ],
    [
      403,
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      'InvalidClientTokenId',
    ],
    [403, 'ExpiredToken', 'The security token included in the request is expired', 'ExpiredToken'],
    [
      400,
      'ExpiredTokenException',
      'Token expired: current date/time must be before the expiration date/time',
      'ExpiredToken',
    ],
    [
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
      'SignatureDoesNotMatch',
    ],
    [
      403,
      'SignatureDoesNotMatch',
      'Signature expired: 20220127T001427Z is now earlier than 20220127T014428Z (20220127T015928Z - 15 min.)',
      'ClockSkewed',
    ],
    [
      403,
      'SignatureDoesNotMatch',
      'Signature not yet current: 20220127T021427Z is still later than 20220127T021428Z (20220127T015928Z + 15 min.)',
      'ClockSkewed',
    ],
    [
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      'ClockSkewed',
    ],
    [400, 'RequestExpired', 'Request has expired.', 'ClockSkewed'],
    [
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      'DurationOverRoleMaximum',
    ],
    [
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      'DurationOverChainedMaximum',
    ],
    [
      400,
      'ValidationError',
      "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
      'AwsRefused',
    ],
    [403, 'RegionDisabledException', 'STS is not activated in this region', 'RegionDisabled'],
    [400, 'MalformedPolicyDocument', 'Syntax errors in policy.', 'MalformedPolicyDocument'],
    [
      400,
      'PackedPolicyTooLarge',
      'Packed size of session tags consumes 498% of allotted space.',
      'PackedPolicyTooLarge',
    ],
    [400, 'Throttling', 'Rate exceeded', 'Throttled'],
    [503, 'SlowDown', 'Please reduce your request rate.', 'Throttled'],
    [429, 'SomethingNew', 'Later', 'Throttled'],
    [400, 'IDPCommunicationError', 'The identity provider could not be reached.', 'AwsUnavailable'],
    [500, 'InternalFailure', 'Internal', 'AwsUnavailable'],
    [503, 'SomethingNew', 'Later', 'AwsUnavailable'],
    [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token', 'AwsRefused'],
    [400, 'constructor', 'A name that every object has', 'AwsRefused'],
  ] as const
  for (const [status, awsCode, awsMessage, code] of cases) {
    it(`${awsCode} (${status}) "${awsMessage.slice(0, 40)}…" is ${code}`, () => {
      const error = refusal(status, errorAnswer(awsCode, awsMessage))
      expect(error.code).toBe(code)
      expect(error.message).toBe(`AWS refused sts:AssumeRole: ${awsCode}: ${awsMessage.replace(/\.$/, '')}`)
      expect(error.facts).toEqual({
        awsCode,
        awsMessage,
        status,
        requestId: 'c6104cbe-af31-11e0-8154-cbc7ccf896c7',
      })
      expect(error.hint === undefined).toBe(code === 'AwsRefused')
    })
  }

  it('keeps the first line of the message: below it AWS repeats the session token', () => {
    const error = refusal(
      403,
      errorAnswer(
        'SignatureDoesNotMatch',
        "It does not match.\n\nThe Canonical String should have been\n'POST\nSECRET'",
      ),
    )
    expect(JSON.stringify([error, error.message])).not.toContain('SECRET')
    expect(error.facts.awsMessage).toBe('It does not match.')
  })

  it('does not repeat a secret that the answer repeats', () => {
    const error = refusal(
      400,
      errorAnswer('ValidationError', "Value 'TOKEN+/=' at 'webIdentityToken' failed"),
    )
    expect(error.message).toBe(
      "AWS refused sts:AssumeRole: ValidationError: Value '[not shown]' at 'webIdentityToken' failed",
    )
  })

  it('says why a value is refused, and not the whole of a long one', () => {
    const policy = JSON.stringify({ Version: '2012-10-17', Sid: 'x'.repeat(3_000) }, null, 2)
    const why = "at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048"
    const answer = errorAnswer('ValidationError', `1 validation error detected: Value '${policy}' ${why}`)
    const error = refusal(400, answer)
    expect(error.code).toBe('PackedPolicyTooLarge')
    expect(error.facts.awsMessage).toBe(`1 validation error detected: Value '{…' ${why}`)
  })

  it('shortens no value before it has looked for secrets in it', () => {
    const answer = errorAnswer('ValidationError', `Value 'TOKEN+/=${'x'.repeat(90)}' at 'token' is no good`)
    expect(refusal(400, answer).facts.awsMessage).toMatch(/^Value '\[not shown\]x+…' at 'token' is no good$/)
  })

  it('does not let an answer steer the terminal, or fill it', () => {
    const error = refusal(400, errorAnswer('ValidationError', `a\u009B31mb\u202Ec\u2028d${'e'.repeat(5000)}`))
    expect(error.facts.awsMessage).toMatch(/^a 31mb c de{900,1000}$/)
  })
})

describe('a refusal of another shape', () => {
  it('is read where S3 gives it', () => {
    const body =
      '<?xml version="1.0"?>\n<Error><Code>InvalidAccessKeyId</Code><Message>Not in our records.</Message></Error>'
    expect(refusal(403, body, { 'x-amz-request-id': 'EXAMPLE123' })).toMatchObject({
      code: 'InvalidClientTokenId',
      facts: { awsCode: 'InvalidAccessKeyId', requestId: 'EXAMPLE123' },
    })
  })

  for (const [status, body, code] of [
    [403, '<!DOCTYPE html><html>Blocked by policy</html>', 'ResponseInvalid'],
    [302, '', 'ResponseInvalid'],
    [404, 'not found', 'ResponseInvalid'],
    [403, '<ErrorResponse><Error><Code>AccessDe', 'ResponseInvalid'],
    [403, '<ErrorResponse><Error><Code>two words</Code></Error></ErrorResponse>', 'ResponseInvalid'],
    [429, '', 'Throttled'],
    [500, '<html>Oops</html>', 'AwsUnavailable'],
    [503, '', 'AwsUnavailable'],
  ] as const) {
    it(`status ${status} with "${body.slice(0, 30)}" is ${code} and quotes nothing of it`, () => {
      const error = refusal(status, body, { 'content-type': 'text/html; charset=x' })
      expect(error).toMatchObject({ code, facts: { status } })
      expect(error.message).toContain(String(status))
      expect(error.hint).toMatch(/./)
      if (body.length > 0) expect(error.message).not.toContain(body.slice(0, 9))
    })
  }

  it('is an error of ours whatever the body holds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 599 }),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (status, code, message) => {
          for (const body of [
            code,
            `<Error><Code>${code}</Code></Error>`,
            errorAnswer('A', message),
            JSON.stringify({ code, message }),
          ]) {
            expect(refusal(status, body).name).toBe('HallpassError')
          }
        },
      ),
      { numRuns },
    )
  })
})
