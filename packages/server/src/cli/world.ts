/** What the command works with. */
export interface CommandWorld {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends the command, cleanly. */
  readonly signal: AbortSignal
}
