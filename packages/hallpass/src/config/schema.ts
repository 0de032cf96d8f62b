/** The part of JSON Schema that `configSchema` is written in, and that `findProblem` decides. */
export interface Schema {
  readonly $schema?: string
  readonly title?: string
  readonly description?: string
  readonly type?: 'object' | 'array' | 'string' | 'boolean'
  readonly enum?: ReadonlyArray<string | boolean>
  readonly default?: string | readonly string[]
  readonly examples?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: { readonly [name: string]: Schema }
  readonly additionalProperties?: boolean | Schema
  readonly maxProperties?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly uniqueItems?: boolean
  readonly pattern?: string
  readonly maxLength?: number
}

const name = { type: 'string', pattern: '^[A-Za-z0-9_+=,.@-]{1,64}$' } as const satisfies Schema
const policyArn = {
  type: 'string',
  pattern: '^arn:[a-z0-9-]+:iam::(?:[0-9]{12}|aws):policy/[!-~]{1,640}$',
} as const satisfies Schema
const text = (description: string) =>
  ({ type: 'string', description, pattern: '.' }) as const satisfies Schema

const role = {
  type: 'object',
  description: 'A role that is handed out.',
  additionalProperties: false,
  properties: {
    name: { ...name, description: "The role's name.", default: 'InstruqtS3Access' },
    description: {
      type: 'string',
      description: 'Shown in the console.',
      pattern: '^[\\t\\n\\r -~\u00a1-\u00ff]*$',
      maxLength: 1000,
    },
    maxSessionDuration: {
      type: 'string',
      description: 'The longest session, 1h to 12h.',
      pattern: '^[0-9]+[hms]?(?:[0-9]+m)?(?:[0-9]+s)?$',
      default: '1h',
    },
    boundary: {
      ...policyArn,
      description: 'The permissions boundary: more than it allows is never allowed.',
    },
    presets: {
      type: 'array',
      description: 'What the role allows, ready-made. Left out, and no policy of your own named: s3.',
      items: { type: 'string', enum: ['s3', 's3-own-prefix', 'read-only'] },
      uniqueItems: true,
    },
    bucket: {
      type: 'string',
      description: 'The bucket that the presets s3 and s3-own-prefix are about; s3 takes a pattern too.',
      pattern: '^[a-z0-9*][a-z0-9.*-]{0,62}$',
      examples: ['lab-files', 'lab-*'],
    },
    policies: {
      type: 'array',
      description: 'JSON files with policies of your own, from this folder.',
      items: text('A file.'),
      uniqueItems: true,
    },
    policyArns: {
      type: 'array',
      description: 'Managed policies to attach.',
      items: policyArn,
      uniqueItems: true,
    },
  },
} as const satisfies Schema

const arnOrName = text('The role to hand out: its ARN, or the name of a role of this file.')

const request = {
  type: 'object',
  description: 'A request by name: what `hallpass issue NAME` and the like ask for. Flags come first.',
  additionalProperties: false,
  properties: {
    roleArn: arnOrName,
    via: {
      type: 'array',
      description: 'Roles to assume on the way, in order: "ARN external-id=ID session-name=NAME".',
      items: text('A role.'),
    },
    sessionName: { ...text('Who it is for.'), maxLength: 64 },
    duration: {
      type: 'string',
      description: 'Of the keys: 15m to 12h, or max.',
      pattern: '^(?:max|[0-9]+[hms]?(?:[0-9]+m)?(?:[0-9]+s)?)$',
    },
    region: text('To call, and for the keys.'),
    sourceProfile: text('The profile with your own credentials.'),
    externalId: text('What the trust policy asks for.'),
    policy: text('A JSON file with a session policy; in a project: of its own folder.'),
    policyArns: { type: 'array', description: 'Managed session policies.', items: policyArn },
    tags: {
      type: 'object',
      description: 'Session tags.',
      additionalProperties: { type: 'string', maxLength: 256 },
      maxProperties: 50,
    },
    sourceIdentity: text('Who is behind it, for good.'),
    mfaSerial: text('Your MFA device.'),
    mfaProcess: text('A command that prints its six digits; only in your own file, not in a project.'),
    service: text('The page that `hallpass console` opens: s3, ec2.'),
  },
} as const satisfies Schema

/** The form of `hallpass.config.json`; `hallpass.config.schema.json` is a copy, for editors. */
export const configSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'hallpass.config.json',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: text('Where this schema is, for editors.'),
    requests: {
      type: 'object',
      description: 'Requests by name.',
      additionalProperties: request,
      maxProperties: 200,
    },
    setup: {
      type: 'object',
      description: 'What `hallpass setup` makes. The flags of the same names come first.',
      additionalProperties: false,
      properties: {
        name: { ...name, description: "The set-up's name, in its tag. Default: the user's name." },
        sourceProfile: text("The AWS profile with an administrator's credentials."),
        region: {
          type: 'string',
          description: 'Where AWS clients work.',
          pattern: '^[a-z]{2,}(?:-[a-z0-9]+)+-[0-9]{1,2}$',
          default: 'eu-west-1',
        },
        user: { ...name, description: 'The IAM user that vends.', default: 'instruqt' },
        path: {
          type: 'string',
          description: 'The path of user and roles.',
          pattern: '^/(?:[!-~]{1,510}/)?$',
          default: '/',
        },
        tags: {
          type: 'object',
          description: 'Tags on user and roles.',
          additionalProperties: { type: 'string', maxLength: 256 },
          maxProperties: 49,
        },
        trust: {
          type: 'string',
          description:
            "Whom the roles trust: the user alone, or the account's root, which is everybody in it.",
          enum: ['user', 'account'],
          default: 'user',
        },
        issuerArn: {
          type: 'string',
          description: 'A role or user that vends in place of a user of its own.',
          pattern: '^arn:[a-z0-9-]+:iam::[0-9]{12}:(?:role|user)/[!-~]{1,576}$',
        },
        keylessIssuer: {
          type: 'string',
          description:
            'The https URL of an OpenID Connect issuer that the roles trust: no user and no key is made.',
          pattern: '^https://[a-z0-9.-]+(?:/[A-Za-z0-9_.~/-]*)?$',
          maxLength: 255,
        },
        keylessAudience: {
          type: 'string',
          description: 'What aud of its tokens has to be.',
          pattern: '^[!-~]{1,255}$',
          default: 'sts.amazonaws.com',
        },
        keylessSubject: {
          type: 'string',
          description: 'What sub of its tokens has to be like.',
          pattern: '^[!-~]{1,255}$',
          default: 'hallpass:*',
        },
        revoker: {
          type: 'string',
          description: 'Who may end sessions, by a role of its own: account, or the arn of a user or role.',
          pattern: '^(?:account|arn:[a-z0-9-]+:iam::[0-9]{12}:(?:role|user)/[!-~]{1,576})$',
        },
        externalId: {
          description: 'What the trust asks for. With issuerArn one is made up; false asks for none.',
          anyOf: [
            { type: 'string', pattern: '^[A-Za-z0-9_+=,.@:/-]{2,1224}$' },
            { type: 'boolean', enum: [false] },
          ],
        },
        keybase: {
          type: 'string',
          description: 'The keybase user for whom the secret key is encrypted.',
          pattern: '^[A-Za-z0-9_]{2,16}$',
        },
        pgpKey: text('A file with the OpenPGP public key for which the secret key is encrypted.'),
        roles: { type: 'array', items: role, minItems: 1 },
      },
    },
  },
} as const satisfies Schema

/** What a value of a schema's form is, so that the configuration's type and its schema are one. */
export type Of<S> = S extends { readonly anyOf: ReadonlyArray<infer Each> }
  ? Of<Each>
  : S extends { readonly enum: ReadonlyArray<infer Each> }
    ? Each
    : S extends { readonly type: 'string' }
      ? string
      : S extends { readonly type: 'boolean' }
        ? boolean
        : S extends { readonly type: 'array'; readonly items: infer Item }
          ? ReadonlyArray<Of<Item>>
          : S extends { readonly properties: infer Properties }
            ? { readonly [Name in keyof Properties]?: Of<Properties[Name]> }
            : S extends { readonly additionalProperties: infer Value }
              ? Readonly<Record<string, Of<Value>>>
              : never
