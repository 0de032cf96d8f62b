import type { RawResponse } from '../base/index.ts'
import type { Caller } from '../protocol/index.ts'
import { entityName } from '../model/index.ts'
import type { SessionClaims } from '../sessions/index.ts'

/** An answer, with what the log may say about it. */
export interface SignInAnswer {
  /** `signin:…`, e.g. `signin:GetSigninToken`. */
  readonly action: string
  readonly response: RawResponse
  /** Whose session it was about. */
  readonly who?: string
  readonly caller?: Caller | undefined
  /** What an event says beside. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Why it was refused. */
  readonly reason?: string
}

/** `assumed-role/<role>/<session name>` or `federated-user/<name>`, as the console's corner shows it. */
export function sessionTitle({ subject }: SessionClaims): string {
  if (subject.kind === 'assumed-role') {
    return `assumed-role/${entityName(subject.roleArn)}/${subject.sessionName}`
  }
  return subject.kind === 'federated-user' ? `federated-user/${subject.name}` : (subject.user?.name ?? 'root')
}
