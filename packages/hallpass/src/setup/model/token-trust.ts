import { policyDocument } from '../../iam/index.ts'
import { providerName, type DocumentOf, type SetupIssuer } from './model.ts'

/**
 * A trust in the tokens of an OpenID Connect issuer: of this audience and these subjects alone. Tags and source
 * identity come in the token.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
 */
export function tokenTrust(issuer: Extract<SetupIssuer, { kind: 'oidc' }>): DocumentOf {
  const name = providerName(issuer.url)
  return ({ providerArn }) =>
    policyDocument([
      {
        Sid: 'IssueSessions',
        Effect: 'Allow',
        Principal: { Federated: providerArn },
        Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'],
        Condition: {
          StringEquals: { [`${name}:aud`]: issuer.audience },
          StringLike: { [`${name}:sub`]: issuer.subject },
        },
      },
    ])
}
