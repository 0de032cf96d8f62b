import type { QueryStructure, XmlElement } from '../query/index.ts'

/** Calls an action of IAM and returns its result element. */
export type CallIam = (
  action: string,
  parameters?: QueryStructure,
  options?: {
    /** Attempts, the first included. Default: the client's. */
    readonly maxAttempts?: number
  },
) => Promise<XmlElement>
