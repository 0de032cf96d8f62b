import { HallpassError, shownValue } from '../../base/index.ts'
import type { SetupConfig } from '../../config/index.ts'
import type { SetupIssuer } from '../model/model.ts'
import type { SetupArguments } from './setup-arguments.ts'

/** What AWS's own guides ask for in `aud`. */
const usualAudience = 'sts.amazonaws.com'

/**
 * The OpenID Connect issuer whose tokens the roles are to trust, where there is one.
 *
 * @throws HallpassError `InvalidInput`, `UsageError`
 */
export function resolveKeyless(
  given: SetupArguments,
  setup: SetupConfig,
): Extract<SetupIssuer, { kind: 'oidc' }> | undefined {
  // A flag for another kind of issuer is stronger than the file.
  const isOther = given.issuerArn !== undefined || given.trustAccount === true || given.user !== undefined
  const url = given.keylessIssuer ?? (isOther ? undefined : setup.keylessIssuer)
  if (url === undefined) {
    if (given.keylessAudience === undefined && given.keylessSubject === undefined) return undefined
    throw new HallpassError('UsageError', '--keyless-audience and --keyless-subject go with --keyless-issuer')
  }
  if (isOther) {
    throw new HallpassError(
      'UsageError',
      '--keyless-issuer goes with none of --user, --issuer-arn and --trust-account',
      { hint: 'with it no user is made: whoever has a token of the issuer vends' },
    )
  }
  if (given.externalId !== undefined || typeof setup.externalId === 'string') {
    throw new HallpassError('UsageError', '--keyless-issuer and --external-id do not go together', {
      hint: 'a token has no external id: limit it with --keyless-subject',
    })
  }
  const audience = given.keylessAudience ?? setup.keylessAudience ?? usualAudience
  const subject = given.keylessSubject ?? setup.keylessSubject ?? 'hallpass:*'
  checkText(audience, '--keyless-audience')
  checkText(subject, '--keyless-subject')
  if (/^[*?]+$/.test(subject)) {
    throw new HallpassError('InvalidInput', '--keyless-subject lets every token of the issuer in', {
      hint: "begin it with what your tokens begin with: 'hallpass:*'",
      facts: { name: '--keyless-subject' },
    })
  }
  return { kind: 'oidc', url: checkedUrl(url), audience, subject }
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
function checkedUrl(text: string): string {
  const form = /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w.~/-]*)?$/
  if (form.test(text) && text.length <= 255) return text.replace(/\/+$/, '')
  throw new HallpassError(
    'InvalidInput',
    `--keyless-issuer ${shownValue(text)} is not the URL of an issuer`,
    {
      hint: 'https, a public name in small letters, no port and no query: https://hallpass.example.com',
      facts: { name: '--keyless-issuer' },
    },
  )
}

function checkText(text: string, flag: string): void {
  if (/^[!-~]{1,255}$/.test(text) && !text.includes('${')) return
  throw new HallpassError('InvalidInput', `${flag} ${shownValue(text)} has a wrong form`, {
    hint: 'letters and signs of ASCII without blanks, 1 to 255',
    facts: { name: flag },
  })
}
