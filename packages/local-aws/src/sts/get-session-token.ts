import { type Call, collectConstraints, parseInteger, type QueryAction } from '../protocol/index.ts'
import type { Sessions } from '../sessions/index.ts'
import { checkMultiFactorForm, multiFactorAuthenticated } from './multi-factor.ts'
import { type Prepared, preparedAction } from './prepared-action.ts'
import { credentialsXml } from './role-session.ts'
import { sessionUser, userSessionSeconds } from './session-user.ts'

const parameters = ['DurationSeconds', 'SerialNumber', 'TokenCode']

/**
 * GetSessionToken: a session of the user itself, with a one-time code where one was sent. It needs no
 * permission, and an explicit Deny refuses it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export function getSessionToken(sessions: Sessions): QueryAction {
  return preparedAction('GetSessionToken', parameters, (call) => prepare(call, sessions))
}

function prepare(call: Call, sessions: Sessions): Prepared {
  const constraints = collectConstraints()
  const asked = parseInteger(call.params.get('DurationSeconds'))
  constraints.check(asked, 'durationSeconds', { min: 900, max: 129_600 })
  checkMultiFactorForm(call.params, constraints)
  constraints.enforce()
  const user = sessionUser(call, 'GetSessionToken')
  const mfaAuthenticated = multiFactorAuthenticated(call)
  return {
    needs: [
      {
        action: 'sts:GetSessionToken',
        resource: '*',
        allowedByDefault: true,
        ...(mfaAuthenticated
          ? {
              context: new Map([
                ['aws:MultiFactorAuthPresent', ['true']],
                ['aws:MultiFactorAuthAge', ['0']],
              ]),
            }
          : {}),
      },
    ],
    run: () => {
      const issuedAtSeconds = Math.floor(call.now.getTime() / 1000)
      const credentials = sessions.issue({
        subject: { kind: 'session-token', account: call.account.id, user },
        issuedAtSeconds,
        expiresAtSeconds: issuedAtSeconds + userSessionSeconds(asked, user),
        mfaAuthenticatedAtSeconds: mfaAuthenticated ? issuedAtSeconds : undefined,
        chained: false,
      })
      return { Credentials: credentialsXml(credentials) }
    },
  }
}
