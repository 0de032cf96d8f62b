const endpoint =
  /^(?<bucket>.+)\.s3-website(?:\.localhost|[.-][a-z]{2}(?:-[a-z]+){1,3}-\d\.amazonaws\.com(?:\.cn)?)$/

/**
 * The bucket whose website a host name is: `bucket.s3-website-eu-west-1.amazonaws.com`, or
 * `bucket.s3-website.localhost` for a browser on this machine.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
 */
export function websiteOfHost(host: string): string | undefined {
  const name = host.toLowerCase().replace(/:\d{1,5}$/, '')
  return name.length > 253 ? undefined : endpoint.exec(name)?.groups?.['bucket']
}
