/**
 * A local AWS: STS, IAM, S3 and the console's sign-in on one endpoint, with real signatures and real policy
 * evaluation.
 *
 * @module
 */
export type { KeyPair } from './admin.ts'
export { type CommandIo, runCommand } from './cli/run-command.ts'
export { createLocalAws, type LocalAws, type LocalAwsOptions } from './create-local-aws.ts'
export type { FetchDocument } from './fetch-document.ts'
export type { RawRequest, RawResponse } from './http.ts'
export type { Listening, ListenOptions } from './listen.ts'
export { formatLogEntry, type LogEntry } from './log-entry.ts'
export type { WeatherOptions } from './weather.ts'
