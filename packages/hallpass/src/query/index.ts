export { child, children, childText, parseXml, type XmlElement } from './answer-xml.ts'
export { refusalError } from './aws-refusal.ts'
export type { QueryStructure } from './query-parameters.ts'
export { callQuery, type ClientOptions, createQueryClient, type QueryClient } from './query.ts'
export { signRequest } from './sigv4/sigv4.ts'
export {
  type CallerIdentity,
  type AssumeRoleInput,
  type AssumeRoleOutput,
  createStsClient,
  type SessionCredentials,
  type StsClient,
  type StsClientOptions,
} from './sts.ts'
