import type { RequestConfig } from '../../config/index.ts'
import { parseDuration, type ViaRole } from '../../issue/index.ts'
import { parseVia } from '../terminal/via.ts'
import type { CommandContext } from '../terminal/context.ts'
import { findRequest } from './find-request.ts'

/** The flags that a request can stand for. */
export interface RequestFlags {
  readonly roleArn?: string
  readonly sessionName?: string
  readonly duration?: number | 'max'
  readonly via?: readonly ViaRole[]
  readonly region?: string
  readonly sourceProfile?: string
  readonly externalId?: string
  readonly policy?: string
  readonly policyArn?: readonly string[]
  readonly tag?: readonly string[]
  readonly sourceIdentity?: string
  readonly mfaSerial?: string
  readonly mfaProcess?: string
}

/**
 * The flags with what a request says where they say nothing: a flag comes before the request, and that before the
 * profile and the environment. With a code in `--mfa-token` the request's own command for one is left out.
 *
 * @throws HallpassError as {@link findRequest}; `InvalidInput`, `UsageError` for what no flag would take either
 */
export function withRequest<
  Flags extends RequestFlags & { readonly mfaToken?: string; readonly service?: string },
>(context: CommandContext, flags: Flags, name: string | undefined): Flags {
  if (name === undefined) return flags
  const { request } = findRequest(context, name)
  const { mfaProcess, ...asked } = flagsOf(request)
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
  return { ...flags, ...asked, ...(flags.mfaToken === undefined && { mfaProcess }), ...given }
}

/** What a request says, as flags. */
export function flagsOf(request: RequestConfig): RequestFlags {
  const { duration, via, policyArns, tags, ...rest } = request
  return {
    ...rest,
    ...(duration !== undefined && {
      duration: duration === 'max' ? duration : parseDuration(duration, 'duration'),
    }),
    ...(via && { via: via.map(parseVia) }),
    ...(policyArns && { policyArn: policyArns }),
    ...(tags && { tag: Object.entries(tags).map(([key, value]) => `${key}=${value}`) }),
  }
}
