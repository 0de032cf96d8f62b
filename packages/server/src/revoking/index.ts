export { createRevoking, type RevokingOptions } from './create-revoking.ts'
