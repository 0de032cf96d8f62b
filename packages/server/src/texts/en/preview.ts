/** What a role may do: what stands around the words of the policy engine, and warnings. */
export const preview = {
  title: 'What the role may do',
  headingOwn: 'What you may do',
  may: 'It may',
  butNot: 'But not',
  mayNot: 'It may not',
  ownMayNot: 'Not',
  look: 'What may it do?',
  back: 'Back to the room',
  warning: (text: string) => `It ${text}.`,
  ofPolicies:
    'By the policies of the role, and the limits of the workshop. Policies of buckets and of an organization are not in it.',
  warnings: {
    'nothing-allowed': 'may do nothing: does it have a policy, and does the session policy leave any of it?',
    'everything-allowed': 'may do everything: a class as an administrator',
    'changes-permissions':
      'may change who may do what: it can give itself everything, and undo that it is revoked',
    'takes-other-roles': 'may become other roles: sessions of those go on when this one is revoked',
    'passes-roles': 'may hand roles to machines and functions, and act as them',
    'renews-itself': 'may make keys that renew themselves for 12 hours: revoking does not end those at once',
    'hides-traces': 'may stop the log of what was done',
    'changes-account': 'may change the account or its organization',
    'shares-buckets': 'may open buckets to the whole world',
    'reads-every-bucket': 'may read every bucket of the account',
    'changes-every-bucket': 'may change what is in every bucket of the account',
    'reads-secrets': 'may read every secret or parameter of the account',
    'starts-machines': 'may start machines, which cost money until somebody stops them',
  },
  unread: {
    none: 'what this role may do could not be read',
    noneHint: 'give the revoker iam:GetRole, iam:ListRolePolicies and iam:GetRolePolicy on the role',
    missing: 'there is no such role in the account that this server reads',
    missingHint: 'check the account, the path and the name of the role; hallpass setup prints the ARN',
    fault: 'AWS could not be asked what this role may do',
    faultHint: 'try again in a moment; health says more',
    /** Read after “could not be read:”. */
    parts: {
      role: 'the role itself, and whether it has a boundary',
      'inline policies': 'its inline policies',
      'managed policies': 'which managed policies it has',
      policy: (name: string) => `the policy ${name}`,
      boundary: (name: string) => `its boundary ${name}`,
    },
    some: (parts: readonly string[]) => `not all could be read, it may be more or less: ${parts.join('; ')}`,
    malformed: (names: readonly string[]) => `left out, since AWS would not take it: ${names.join(', ')}`,
  },
}
