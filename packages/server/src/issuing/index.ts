export { createIssuing, type IssuingOptions } from './create-issuing.ts'
export { createIssuers, type Issuers, type IssuerSettings } from './issuers.ts'
