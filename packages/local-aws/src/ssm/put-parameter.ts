import { AwsError } from '../base/index.ts'
import { type Parameter, type ParameterVersion, regionOf } from '../model/index.ts'
import { type Call, flag, type JsonAction, jsonAction, required, text } from '../protocol/index.ts'
import { checkAllowedPattern } from './allowed-pattern.ts'
import { validation } from './errors.ts'
import { parameterNeed, parametersOf } from './find-parameter.ts'
import { checkParameterName, parameterArn } from './parameter-name.ts'
import { addTags, readTags, tagContext, tagList } from './tags.ts'

const mostVersions = 100
/** In a region, of an account. */
const mostParameters = { Standard: 10_000, Advanced: 100_000 } as const
const longestValue = { Standard: 4096, Advanced: 8192 } as const
const managedKey = 'alias/aws/ssm'
const aboutTiers =
  'For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html'

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const putParameter: JsonAction = jsonAction('ssm', {
  name: 'PutParameter',
  input: {
    Name: required(text({ minLength: 1, maxLength: 2048 })),
    Description: text({ maxLength: 1024 }),
    Value: required(text({ minLength: 1, hidden: true })),
    Type: text({ oneOf: ['SecureString', 'String', 'StringList'] }),
    KeyId: text({
      minLength: 1,
      maxLength: 256,
      pattern: { shown: '^([a-zA-Z0-9:/_-]+)$', test: /^([a-zA-Z0-9:/_-]+)$/ },
    }),
    Overwrite: flag,
    AllowedPattern: text({ maxLength: 1024 }),
    Tags: tagList,
    Tier: text({ oneOf: ['Standard', 'Advanced', 'Intelligent-Tiering'] }),
    DataType: text({ maxLength: 128 }),
  },
  refuses: ['Policies'],
  needs: (call, { Name, Overwrite = false, Tags = [] }) => {
    const context = tagContext(Tags).set('ssm:Overwrite', [String(Overwrite)])
    const put = parameterNeed(call, 'PutParameter', Name, context)
    if (Tags.length === 0) return [put]
    return [put, parameterNeed(call, 'AddTagsToResource', Name, tagContext(Tags))]
  },
  run: (call, { Name, Overwrite = false, Tags = [], ...sent }) => {
    const parameters = parametersOf(call)
    const known = parameters.get(Name)
    if (Overwrite && Tags.length > 0) {
      throw validation(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
      )
    }
    checkParameterName(Name)
    const tags = readTags(Tags)
    if (known === undefined && sent.Type === undefined) {
      throw validation('A parameter type is required when you create a parameter.')
    }
    if (known !== undefined && !Overwrite) {
      throw new AwsError(
        'ParameterAlreadyExists',
        400,
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      )
    }
    const version = nextVersion(call, sent, known?.versions.at(-1))
    if (version.tier !== known?.versions.at(-1)?.tier) checkCount(parameters, version)
    if (known === undefined) {
      const parameter: Parameter = {
        name: Name,
        arn: parameterArn(call, Name),
        tags: new Map(),
        versions: [version],
      }
      addTags(parameter.tags, tags)
      regionOf(call.account, call.region).parameters.set(Name, parameter)
    } else {
      makeRoom(known)
      known.versions.push(version)
    }
    return { Version: version.version, Tier: version.tier }
  },
})

interface Sent {
  readonly Value: string
  readonly Type: string | undefined
  readonly KeyId: string | undefined
  readonly Description: string | undefined
  readonly AllowedPattern: string | undefined
  readonly Tier: string | undefined
  readonly DataType: string | undefined
}

/** The version that is to be; what is not sent is as in the one before it. */
function nextVersion(call: Call, sent: Sent, before: ParameterVersion | undefined): ParameterVersion {
  const type = typeOf(sent.Type) ?? before?.type ?? 'String'
  const { DataType = 'text', AllowedPattern: pattern } = sent
  checkDataType(DataType)
  const tier = tierFor(sent, before)
  if (pattern !== undefined && pattern !== '') checkAllowedPattern(pattern, sent.Value)
  return {
    version: (before?.version ?? 0) + 1,
    type,
    value: sent.Value,
    sealed: type === 'SecureString' ? seal(call, sent.Value) : undefined,
    keyId: keyFor(call, type, sent.KeyId),
    description: sent.Description ?? before?.description,
    allowedPattern: pattern === '' ? undefined : pattern,
    tier,
    modifiedAt: call.now,
    modifiedBy: 'arn' in call.caller.principal ? call.caller.principal.arn : '',
    labels: new Set(),
  }
}

function typeOf(type: string | undefined): ParameterVersion['type'] | undefined {
  return type === 'String' || type === 'StringList' || type === 'SecureString' ? type : undefined
}

/** Those of images and integrations are looked up in services that are not here. */
function checkDataType(type: string): void {
  if (type === 'text') return
  if (type === 'aws:ec2:image' || type === 'aws:ssm:integration') {
    throw new AwsError(
      'NotImplemented',
      501,
      `The local AWS does not have parameters of the data type ${type}.`,
    )
  }
  throw validation(`The following data type is not supported: ${type} (Data type names are all lowercase.)`)
}

function tierFor({ Tier, Value }: Sent, before: ParameterVersion | undefined): ParameterVersion['tier'] {
  if (before?.tier === 'Advanced' && Tier === 'Standard') {
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    )
  }
  const long = Value.length > longestValue.Standard
  const advanced =
    Tier === 'Advanced' || before?.tier === 'Advanced' || (Tier === 'Intelligent-Tiering' && long)
  if (!advanced && long) {
    throw validation(
      `Standard tier parameters support a maximum parameter value of ${longestValue.Standard} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. ${aboutTiers}`,
    )
  }
  if (Value.length > longestValue.Advanced) {
    throw validation(
      `Advanced tier parameters support a maximum parameter value of ${longestValue.Advanced} characters. ${aboutTiers}`,
    )
  }
  return advanced ? 'Advanced' : 'Standard'
}

/** There is no KMS here, so there is no key but the one that AWS makes for Parameter Store. */
function keyFor(call: Call, type: ParameterVersion['type'], keyId: string | undefined): string | undefined {
  if (type !== 'SecureString') {
    if (keyId === undefined) return undefined
    throw validation('KeyId is required for SecureString parameter type only.')
  }
  const { region, account } = call
  const prefix = `arn:aws:kms:${region}:${account.id}:`
  if (keyId === undefined || keyId === managedKey || keyId === `${prefix}${managedKey}`) return managedKey
  const arn = keyId.startsWith('arn:')
    ? keyId
    : `${prefix}${keyId.startsWith('alias/') ? '' : 'key/'}${keyId}`
  const what = keyId.includes('alias/') ? `Alias ${arn}` : `Key '${arn}'`
  throw new AwsError(
    'InvalidKeyId',
    400,
    `${what} ${keyId.includes('alias/') ? 'is not found.' : 'does not exist'} (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: ${call.requestId}; Proxy: null)`,
  )
}

/** As long as a ciphertext would be, and as little to be read in it; nothing reads it again. */
function seal(call: Call, value: string): string {
  const head = Buffer.from('0102020078', 'hex')
  return Buffer.concat([head, call.randomBytes(137 + Buffer.byteLength(value))]).toString('base64')
}

/**
 * Checks that there is room for one more parameter of a tier.
 *
 * @throws AwsError `ParameterLimitExceeded`
 */
function checkCount(parameters: ReadonlyMap<string, Parameter>, { tier }: ParameterVersion): void {
  if (parameters.size < mostParameters[tier]) return
  let count = 0
  for (const { versions } of parameters.values()) if (versions.at(-1)?.tier === tier) count += 1
  if (count < mostParameters[tier]) return
  throw new AwsError(
    'ParameterLimitExceeded',
    400,
    'You have exceeded the number of parameters for this Amazon Web Services account. Delete one or more parameters and try again.',
  )
}

/** Of a hundred versions the oldest goes, unless it has a label. */
function makeRoom({ name, versions }: Parameter): void {
  const [oldest] = versions
  if (oldest === undefined || versions.length < mostVersions) return
  if (oldest.labels.size > 0) {
    throw new AwsError(
      'ParameterMaxVersionLimitExceeded',
      400,
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    )
  }
  versions.shift()
}
