import { accountOfAccessKeyId, AwsError } from '../base/index.ts'
import { type Call, collectConstraints, type QueryAction, type Xml } from '../protocol/index.ts'

const word = { shown: String.raw`[\w]*`, test: /^\w*$/ }

/**
 * GetAccessKeyInfo: the account that an access key id belongs to, which the id itself says, whether the key
 * exists or not.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
export const getAccessKeyInfo: QueryAction = {
  name: 'GetAccessKeyInfo',
  parameters: ['AccessKeyId'],
  needs: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
  run,
}

function run({ params, state }: Call): Xml {
  const id = params.get('AccessKeyId')
  const constraints = collectConstraints()
  constraints.check(id, 'accessKeyId', { required: true, minLength: 16, maxLength: 128, pattern: word })
  constraints.enforce()
  // A key that was given to the local AWS, e.g. one out of AWS's documentation, says nothing by itself.
  const account = state.accessKeys.get(id ?? '')?.account ?? accountOfAccessKeyId(id ?? '')
  if (account === undefined) throw new AwsError('ValidationError', 400, `${id ?? ''} is invalid`)
  return { Account: account }
}
