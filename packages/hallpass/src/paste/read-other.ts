/** What is no keys. */
export type OtherPaste =
  /** A federation sign-in link: as good as the session behind it, for some minutes. */
  | { readonly kind: 'console-link' }
  /** The address of a page of the console: it signs nobody in. */
  | { readonly kind: 'console-page' }
  /** The address where people join a workshop. */
  | { readonly kind: 'join-link' }
  /** A personal link of ours, or its secret. */
  | { readonly kind: 'sign-in-link' }
  /** A token of ours for a machine. */
  | { readonly kind: 'token' }
  /** What a command said, with the code of AWS's in it where there is one. */
  | { readonly kind: 'error'; readonly awsCode: string | undefined }
  /** A key of another kind: PGP, SSH, a certificate. */
  | { readonly kind: 'other-secret' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'unknown' }

/** In this order: the first that fits. */
const kinds: readonly (readonly [RegExp, Exclude<OtherPaste['kind'], 'error'>])[] = [
  [/^\s*$/, 'empty'],
  [/[?&](?:SigninToken|Action=login)\b/i, 'console-link'],
  [/hp_link_[\w-]{20,}/, 'sign-in-link'],
  [/\bhp_[a-z]+_[\w-]{20,}/, 'token'],
  [/https?:\/\/[^\s/]+\/join\/[0-9a-z]+/i, 'join-link'],
  [
    /https?:\/\/[^\s/]*\b(?:console|signin)\.(?:aws\.amazon|amazonaws-us-gov|amazonaws|aws\.eu)\b/i,
    'console-page',
  ],
  [/-----BEGIN [A-Z ]+-----/, 'other-secret'],
]

/** Tells what a text is that has no keys in it. */
export function readOther(text: string): OtherPaste {
  const found = kinds.find(([pattern]) => pattern.test(text))
  if (found !== undefined) return { kind: found[1] }
  const awsCode =
    /An error occurred \((\w{1,60})\)/.exec(text)?.[1] ??
    /\b(ExpiredToken(?:Exception)?|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException|InvalidAccessKeyId|AccessDenied(?:Exception)?|RequestTimeTooSkewed)\b/.exec(
      text,
    )?.[1]
  if (awsCode !== undefined) return { kind: 'error', awsCode }
  if (
    /Unable to locate credentials|NoCredentialProviders|Could not load credentials|config profile \(/i.test(
      text,
    )
  ) {
    return { kind: 'error', awsCode: undefined }
  }
  return { kind: 'unknown' }
}
