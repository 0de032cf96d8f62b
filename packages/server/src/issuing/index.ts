export { createIssuing, type IssuingOptions } from './create-issuing.ts'
export { regionPolicy } from './region-policy.ts'
export type { LeaseSessionRequest } from './session-request.ts'
export { createIssuers, type Issuers, type IssuerSettings } from './issuers.ts'
