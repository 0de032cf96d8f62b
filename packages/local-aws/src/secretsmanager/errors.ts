import { AwsError } from '../base/index.ts'

const refused = (code: string) => (message: string) => new AwsError(code, 400, message)

export const invalidParameter = refused('InvalidParameterException')
export const invalidRequest = refused('InvalidRequestException')
export const resourceExists = refused('ResourceExistsException')
export const resourceNotFound = refused('ResourceNotFoundException')
export const validation = refused('ValidationException')

export const secretNotFound = (): AwsError =>
  resourceNotFound("Secrets Manager can't find the specified secret.")

export const limitExceeded = (): AwsError =>
  new AwsError(
    'LimitExceededException',
    400,
    'The request failed because it would exceed one of the Secrets Manager quotas.',
  )

export const invalidNextToken = (): AwsError =>
  new AwsError('InvalidNextTokenException', 400, 'The NextToken value is invalid.')
