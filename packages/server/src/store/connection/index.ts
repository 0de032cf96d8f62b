export { connectionConfig, type DatabaseAddress } from './connection.ts'
