import { AwsError } from '../base/index.ts'

export const validation = (message: string): AwsError => new AwsError('ValidationException', 400, message)

/** AWS says no more than the code. */
export const parameterNotFound = (): AwsError => new AwsError('ParameterNotFound', 400, '')

export const versionNotFound = (name: string, selector: string): AwsError =>
  new AwsError(
    'ParameterVersionNotFound',
    400,
    `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
  )

export const invalidNextToken = (): AwsError =>
  new AwsError('InvalidNextToken', 400, 'The specified token is not valid.')
