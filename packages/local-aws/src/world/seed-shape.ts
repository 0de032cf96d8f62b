import type {
  Seed,
  SeedAccount,
  SeedBucket,
  SeedGlobalIndex,
  SeedGroup,
  SeedKey,
  SeedLocalIndex,
  SeedMember,
  SeedObject,
  SeedOidcProvider,
  SeedParameter,
  SeedProjection,
  SeedQueue,
  SeedRole,
  SeedSecret,
  SeedSubscription,
  SeedTable,
  SeedTopic,
  SeedUser,
  SeedWebsite,
} from './seed.ts'
import type { Shape } from './shape.ts'

type FieldsOf<Kind> = Readonly<Record<keyof Kind, Shape>>

const some = 5000
const accountId = { pattern: '^[0-9]{12}$', what: '12 digits' }
const document: Shape = { is: 'document', about: 'A policy document: an object, or its text.' }
const texts: Shape = { is: 'map', of: { is: 'text' }, most: 50 }

const tags: Shape = { ...texts, about: 'Tags, by key.' }
const policies: Shape = { is: 'map', of: document, most: some, about: 'Inline policies, by name.' }
const attached: Shape = {
  is: 'list',
  of: { is: 'text' },
  most: 20,
  about: "Managed policies, by name or arn: the account's own, and AWS's, e.g. ReadOnlyAccess.",
}

const holder = {
  policies,
  attachedPolicies: attached,
  path: { is: 'text', about: 'Default /.' },
} satisfies FieldsOf<SeedGroup>

const identity = {
  ...holder,
  tags,
  permissionsBoundary: { is: 'text', about: 'A managed policy, by name or arn.' },
} satisfies FieldsOf<Omit<SeedUser, 'key' | 'groups'>>

const user: Shape = {
  is: 'object',
  about: 'An IAM user, who gets an access key.',
  fields: {
    ...identity,
    key: {
      is: 'object',
      about: "The user's access key. Default: a random one, which is printed once.",
      fields: { accessKeyId: { is: 'text' }, secretAccessKey: { is: 'text' } },
      required: ['accessKeyId', 'secretAccessKey'],
    },
    groups: { is: 'list', of: { is: 'text' }, most: 10, about: 'The names of groups of the account.' },
  } satisfies FieldsOf<SeedUser>,
}

const role: Shape = {
  is: 'object',
  about: 'An IAM role.',
  fields: {
    ...identity,
    trust: { ...document, about: 'Who may assume it: a trust policy, as an object or as its text.' },
    maxSessionDurationSeconds: { is: 'number', least: 3600, most: 43_200, about: 'Default 3600.' },
    description: { is: 'text' },
  } satisfies FieldsOf<SeedRole>,
  required: ['trust'],
}

const object: Shape & { readonly is: 'object' } = {
  is: 'object',
  fields: {
    body: { is: 'content', about: 'What is in it. Either this or file.' },
    contentType: { is: 'text', about: 'Default binary/octet-stream.' },
    metadata: { ...texts, about: 'x-amz-meta-…, by the part after the prefix.' },
    file: {
      is: 'text',
      about:
        'The file that has what is in it, relative to this one and below its folder, e.g. site/index.html.',
    },
  } satisfies FieldsOf<SeedObject>,
}

const bucket: Shape = {
  is: 'object',
  about: 'An S3 bucket.',
  fields: {
    region: { is: 'text', about: 'Default: the region of the local AWS.' },
    policy: { ...document, about: 'The bucket policy, as an object or as its text.' },
    tags,
    objects: {
      is: 'map',
      of: { is: 'either', short: { is: 'content' }, long: object },
      most: 10_000,
      about: 'The objects in it, by key: a text, or an object with more.',
    },
    versioning: { is: 'choice', of: ['Enabled', 'Suspended'] },
    website: {
      is: 'object',
      about: 'Makes it a website.',
      fields: {
        index: { is: 'text', about: 'What a folder shows, e.g. index.html.' },
        error: { is: 'text', about: 'The key that is shown where there is nothing.' },
      } satisfies FieldsOf<SeedWebsite>,
      required: ['index'],
    },
  } satisfies FieldsOf<SeedBucket>,
}

const provider: Shape = {
  is: 'object',
  about: 'An OIDC provider.',
  fields: {
    clientIds: { is: 'list', of: { is: 'text' }, most: 100, about: 'The audiences that are taken.' },
    thumbprints: { is: 'list', of: { is: 'text' }, most: 5 },
    tags,
  } satisfies FieldsOf<SeedOidcProvider>,
}

const region: Shape = { is: 'text', about: 'Default: the region of the local AWS.' }

const parameter: Shape & { readonly is: 'object' } = {
  is: 'object',
  fields: {
    value: { is: 'text' },
    type: { is: 'choice', of: ['String', 'StringList', 'SecureString'], about: 'Default String.' },
    description: { is: 'text' },
    tier: {
      is: 'choice',
      of: ['Standard', 'Advanced', 'Intelligent-Tiering'],
      about: 'Default Standard.',
    },
    allowedPattern: { is: 'text', about: 'A regular expression that its values match.' },
    tags,
    region,
  } satisfies FieldsOf<SeedParameter>,
  required: ['value'],
}

const secret: Shape & { readonly is: 'object' } = {
  is: 'object',
  fields: {
    value: { is: 'text', about: 'Default: it has none yet.' },
    description: { is: 'text' },
    policy: { ...document, about: "The secret's policy, as an object or as its text." },
    tags,
    region,
  } satisfies FieldsOf<SeedSecret>,
}

const queue: Shape = {
  is: 'object',
  about: 'A queue of SQS; one whose name ends with .fifo is a FIFO queue.',
  fields: {
    attributes: { ...texts, about: 'As CreateQueue of SQS takes them, e.g. VisibilityTimeout, as texts.' },
    policy: { ...document, about: "The queue's policy, as an object or as its text." },
    redrivePolicy: {
      ...document,
      about: 'Where messages go that are received too often: deadLetterTargetArn, maxReceiveCount.',
    },
    redriveAllowPolicy: { ...document, about: 'Whose dead-letter queue it may be.' },
    tags,
    region,
  } satisfies FieldsOf<SeedQueue>,
}

const subscription: Shape & { readonly is: 'object' } = {
  is: 'object',
  fields: {
    endpoint: { is: 'text', about: "A queue's arn, or what its protocol wants." },
    protocol: { is: 'text', about: 'Default sqs.' },
    attributes: { ...texts, about: 'As Subscribe of SNS takes them, e.g. RawMessageDelivery, as texts.' },
    filterPolicy: { ...document, about: 'Which messages it is for, as an object or as its text.' },
  } satisfies FieldsOf<SeedSubscription>,
  required: ['endpoint'],
}

const topic: Shape = {
  is: 'object',
  about: 'A topic of SNS; one whose name ends with .fifo is a FIFO topic.',
  fields: {
    attributes: { ...texts, about: 'As CreateTopic of SNS takes them, e.g. DisplayName, as texts.' },
    policy: { ...document, about: "The topic's policy, as an object or as its text." },
    subscriptions: {
      is: 'list',
      of: { is: 'either', short: { is: 'text' }, long: subscription },
      most: 10_000,
      about: "Who gets its messages: a queue's arn, or an object with more.",
    },
    tags,
    region,
  } satisfies FieldsOf<SeedTopic>,
}

const key: Shape = {
  is: 'either',
  short: { is: 'text' },
  long: {
    is: 'object',
    fields: {
      name: { is: 'text' },
      type: { is: 'choice', of: ['S', 'N', 'B'], about: 'A text, a number, or bytes. Default S.' },
    } satisfies FieldsOf<SeedKey>,
    required: ['name'],
  },
  about: 'An attribute: its name where it is a text, or an object with its type.',
}

const projection = {
  projection: {
    is: 'choice',
    of: ['ALL', 'KEYS_ONLY', 'INCLUDE'],
    about: 'What of an item is in it. Default ALL, and INCLUDE where nonKeyAttributes are named.',
  },
  nonKeyAttributes: { is: 'list', of: { is: 'text' }, most: 20, about: 'The attributes beside the keys.' },
} satisfies FieldsOf<SeedProjection>

const table: Shape = {
  is: 'object',
  about: 'A table of DynamoDB, paid for by request.',
  fields: {
    partitionKey: key,
    sortKey: key,
    globalIndexes: {
      is: 'map',
      of: {
        is: 'object',
        fields: { partitionKey: key, sortKey: key, ...projection } satisfies FieldsOf<SeedGlobalIndex>,
        required: ['partitionKey'],
      },
      most: 20,
      about: 'Global secondary indexes, by name.',
    },
    localIndexes: {
      is: 'map',
      of: {
        is: 'object',
        fields: { sortKey: key, ...projection } satisfies FieldsOf<SeedLocalIndex>,
        required: ['sortKey'],
      },
      most: 5,
      about: 'Local secondary indexes, by name.',
    },
    timeToLive: {
      is: 'text',
      about: 'The attribute that says when an item is over, in seconds since 1970.',
    },
    items: {
      is: 'list',
      of: { is: 'item' },
      most: 10_000,
      about: 'Items as PutItem of DynamoDB takes them, e.g. { "team": { "S": "red" } }.',
    },
    policy: { ...document, about: "The table's policy, as an object or as its text." },
    tags,
    region,
  } satisfies FieldsOf<SeedTable>,
  required: ['partitionKey'],
}

const account = {
  users: { is: 'map', of: user, most: some, about: 'IAM users, by name.' },
  roles: { is: 'map', of: role, most: some, about: 'IAM roles, by name.' },
  buckets: { is: 'map', of: bucket, most: some, about: 'S3 buckets, by name.' },
  groups: {
    is: 'map',
    of: { is: 'object', about: 'An IAM group.', fields: holder },
    most: some,
    about: 'IAM groups, by name.',
  },
  policies: { is: 'map', of: document, most: some, about: 'Customer managed policies, by name.' },
  oidcProviders: { is: 'map', of: provider, most: 100, about: 'OIDC providers, by URL.' },
  parameters: {
    is: 'map',
    of: { is: 'either', short: { is: 'text' }, long: parameter },
    most: 10_000,
    about: 'Parameters of Parameter Store, by name: a text, or an object with more.',
  },
  secrets: {
    is: 'map',
    of: { is: 'either', short: { is: 'text' }, long: secret },
    most: some,
    about: 'Secrets of Secrets Manager, by name: a text, or an object with more.',
  },
  queues: { is: 'map', of: queue, most: 1000, about: 'Queues of SQS, by name.' },
  topics: { is: 'map', of: topic, most: 1000, about: 'Topics of SNS, by name.' },
  tables: { is: 'map', of: table, most: 2500, about: 'Tables of DynamoDB, by name.' },
} satisfies FieldsOf<SeedAccount>

const member: Shape = {
  is: 'object',
  about: 'An account beside the first.',
  fields: {
    ...account,
    serviceControlPolicies: {
      is: 'map',
      of: document,
      most: 10,
      about: 'What the organisation attaches to the account, by name.',
    },
    fullAwsAccess: {
      is: 'flag',
      about:
        'Whether FullAWSAccess is attached too, which allows everything that is not denied. Default true.',
    },
  } satisfies FieldsOf<SeedMember>,
}

/** The shape of a seed, and of a world file. */
export const seedShape: Shape & { readonly is: 'object' } = {
  is: 'object',
  about: 'What a local AWS has from the start: what is at the top is in the first account.',
  fields: {
    ...account,
    accounts: {
      is: 'map',
      of: member,
      most: 99,
      ...accountId,
      about: 'The accounts beside the first, by id: members of its organisation.',
    },
    accountId: { is: 'text', ...accountId, about: 'The first account. Default 111122223333.' },
    organizationId: {
      is: 'text',
      pattern: '^o-[a-z0-9]{10,32}$',
      what: 'o- and 10 to 32 letters and digits',
      about: 'Default o-exampleorgid.',
    },
    region: {
      is: 'text',
      pattern: '^[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}$',
      what: "a region's name such as eu-west-1",
      about: 'Default us-east-1.',
    },
    clock: {
      is: 'text',
      about:
        'Where the clock starts: a moment such as 2026-11-22T12:00:00Z, or ahead (+2h) or behind (-30m).',
    },
    $schema: { is: 'text', about: 'Where this schema is, for editors.' },
  } satisfies FieldsOf<Seed>,
}
