export {
  type CredentialsEndpoint,
  serveCredentials,
  type ServeCredentialsOptions,
  type ServedCredentials,
} from './serve-credentials.ts'
