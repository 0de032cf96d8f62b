export interface PolicyTestFlags {
  readonly roleArn?: string
  readonly preset?: readonly string[]
  readonly bucket?: string
  readonly policy?: readonly string[]
  readonly sessionPolicy?: string
  readonly sessionName?: string
  readonly simulate?: boolean
  readonly sourceProfile?: string
  readonly json?: boolean
}
