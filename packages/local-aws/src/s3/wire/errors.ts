import { AwsError } from '../../base/index.ts'

/** `NoSuchBucket`, 404. */
export function noSuchBucket(bucket: string): AwsError {
  return new AwsError('NoSuchBucket', 404, 'The specified bucket does not exist', {
    details: { BucketName: bucket },
  })
}

/** `NoSuchKey`, 404. */
export function noSuchKey(key: string): AwsError {
  return new AwsError('NoSuchKey', 404, 'The specified key does not exist.', { details: { Key: key } })
}

/** `MalformedXML`, 400. */
export function malformedXml(): AwsError {
  return new AwsError(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  )
}

/** `MalformedTrailerError`, 400. */
export function malformedTrailer(): AwsError {
  return new AwsError(
    'MalformedTrailerError',
    400,
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  )
}

/** `InvalidArgument`, 400. */
export function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError('InvalidArgument', 400, message, {
    details: { ArgumentName: name, ArgumentValue: value },
  })
}

/** `NotImplemented`, 501, for a header whose effect the local AWS does not have. */
export function headerNotImplemented(header: string): AwsError {
  return new AwsError(
    'NotImplemented',
    501,
    'A header you provided implies functionality that is not implemented',
    { details: { Header: header } },
  )
}
