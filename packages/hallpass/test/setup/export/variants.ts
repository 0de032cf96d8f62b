import type { SetupArguments } from '../../../src/setup/inputs/setup-arguments.ts'

const full: SetupArguments = {
  user: 'vend.er',
  role: '9-Lab@Two',
  preset: ['s3-own-prefix', 'read-only'],
  bucket: 'lab-files',
  path: '/workshops/',
  tag: ['made for=lab seven'],
  policyArn: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
  boundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
  externalId: 'lab:2026',
  maxSessionDuration: 7200,
}

/** Set-ups that between them use everything a model can hold. */
export const variants: ReadonlyArray<readonly [name: string, given: SetupArguments]> = [
  ['the defaults', {}],
  ['everything at once', full],
  ['an issuer elsewhere', { issuerArn: 'arn:aws:iam::210987654321:role/Server' }],
  [
    'an issuer in the same account',
    { issuerArn: 'arn:aws:iam::210987654321:role/Server', noExternalId: true },
  ],
  ['trust in the account', { trustAccount: true, sourceProfile: 'admin', keybase: 'ada' }],
  [
    'an OpenID Connect issuer, and a role that revokes',
    {
      name: 'keyless',
      keylessIssuer: 'https://hallpass.example.com/lab',
      keylessAudience: 'aws',
      keylessSubject: 'hallpass:lab-7:*',
      revoker: 'account',
      path: '/workshops/',
    },
  ],
]
