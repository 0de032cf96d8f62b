import { HallpassError } from 'hallpass'
import * as v from 'valibot'
import type { PasskeySite } from './site.ts'

const binary = (mostBytes: number) =>
  v.pipe(v.string(), v.maxLength(Math.ceil((mostBytes * 4) / 3)), v.regex(/^[\w-]+$/))

// A credential's id has 1,023 bytes at most (Web Authentication Level 3, "credential ID").
const base = { id: binary(1023), rawId: binary(1023), type: v.literal('public-key') }
const clientDataJSON = binary(4096)

const createdSchema = v.object({
  ...base,
  response: v.object({
    clientDataJSON,
    attestationObject: binary(32_768),
    transports: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z-]{1,20}$/))), v.maxLength(10))),
  }),
})
const gottenSchema = v.object({
  ...base,
  response: v.object({
    clientDataJSON,
    authenticatorData: binary(4096),
    signature: binary(8192),
    userHandle: binary(64),
  }),
})
const clientDataSchema = v.object({
  challenge: binary(64),
  origin: v.string(),
  crossOrigin: v.optional(v.boolean()),
})

/** What a browser answers that has made a passkey. */
export type Created = v.InferOutput<typeof createdSchema>
/** What a browser answers that has used one. */
export type Gotten = v.InferOutput<typeof gottenSchema>

/** @throws HallpassError `InvalidInput` */
export function readCreated(given: unknown): Created {
  return read(createdSchema, given)
}

/** @throws HallpassError `InvalidInput` */
export function readGotten(given: unknown): Gotten {
  return read(gottenSchema, given)
}

/**
 * The challenge that was answered, to be looked up. Where it was answered is told in words of our own: a server whose
 * public address is not the one that people open is set up wrong, and nothing else of what is checked says so.
 *
 * @throws HallpassError `InvalidInput`; `NotSignedIn` at another origin, and in a page within another page
 */
export function challengeOf(response: { readonly clientDataJSON: string }, site: PasskeySite): string {
  const { challenge, origin, crossOrigin } = read(clientDataSchema, json(response.clientDataJSON))
  if (origin === site.origin && crossOrigin !== true) return challenge
  throw new HallpassError('NotSignedIn', 'this passkey was used on another page than ours', {
    hint: `open ${site.origin} and try it there`,
  })
}

function json(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64url').toString())
  } catch {
    return undefined
  }
}

function read<S extends v.GenericSchema>(schema: S, given: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, given)
  if (parsed.success) return parsed.output
  throw new HallpassError('InvalidInput', 'that is no answer of a passkey', { hint: 'load the page again' })
}
