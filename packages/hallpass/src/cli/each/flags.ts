import type { HandoutFormat } from './handout-flag.ts'

export interface LinksFlags {
  readonly destination?: string
  readonly issuer?: string
  readonly consoleDuration?: number
}

export interface HandoutFlags extends LinksFlags {
  readonly handout?: readonly HandoutFormat[]
  readonly link?: boolean
  readonly force?: boolean
}

export interface CleanFlags {
  readonly dryRun?: boolean
  readonly force?: boolean
}
