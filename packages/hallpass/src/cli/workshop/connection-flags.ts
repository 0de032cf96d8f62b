import { textFlag } from '../terminal/flags.ts'

/** Which server, and with which token. */
export interface ConnectionFlags {
  readonly serverUrl?: string
  readonly tokenFile?: string
}

export const connectionFlags = {
  serverUrl: { ...textFlag('URL', 'the server; default HALLPASS_SERVER_URL'), optional: true },
  tokenFile: { ...textFlag('FILE', 'a file with an API token; default HALLPASS_TOKEN'), optional: true },
} as const
