/** What `hallpass profile paste` takes. */
export interface ProfilePasteFlags {
  readonly force?: boolean
  readonly region?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}
