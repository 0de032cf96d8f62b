/** Keys of a session as the answers below carry them. */
export const sessionKeys = {
  accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
  secretAccessKey: 'c2Vzc2lvbi9zZWNyZXQ+Zm9yLXRlc3RzLW9ubHk=',
  sessionToken: 'FwoGZXIvYXdzEXAMPLE//////////wEaDHRva2Vu+w==',
}

/** AssumeRole's answer, as AWS formats it; `fields` stand in for single elements, `undefined` leaves them out. */
export function assumeRoleAnswer(fields: Readonly<Record<string, string | undefined>> = {}): string {
  const all: Record<string, string | undefined> = {
    AccessKeyId: sessionKeys.accessKeyId,
    SecretAccessKey: sessionKeys.secretAccessKey,
    SessionToken: sessionKeys.sessionToken,
    Expiration: '2026-11-22T13:00:00Z',
    Arn: 'arn:aws:sts::123456789012:assumed-role/InstruqtS3Access/identified@domain.ext',
    AssumedRoleId: 'AROAEXAMPLEEXAMPLE000:identified@domain.ext',
    PackedPolicySize: undefined,
    SourceIdentity: undefined,
    ...fields,
  }
  const element = (name: string): string => (all[name] === undefined ? '' : `<${name}>${all[name]}</${name}>`)
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>${element('AssumedRoleId')}${element('Arn')}</AssumedRoleUser>
    <Credentials>
      ${element('AccessKeyId')}
      ${element('SecretAccessKey')}
      ${element('SessionToken')}
      ${element('Expiration')}
    </Credentials>
    ${element('PackedPolicySize')}${element('SourceIdentity')}
  </AssumeRoleResult>
  <ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata>
</AssumeRoleResponse>
`
}

/** An error's answer of the Query protocol. */
export function errorAnswer(code: string, message: string): string {
  const escaped = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped}</Message></Error>
  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
</ErrorResponse>
`
}
