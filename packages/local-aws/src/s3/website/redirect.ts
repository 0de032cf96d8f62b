import type { RawResponse } from '../../base/index.ts'
import type { BucketSetting } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { child, plainResponse } from '../wire/index.ts'

/** Sends a visitor elsewhere. */
export function redirectTo(call: Call, status: number, location: string): RawResponse {
  return plainResponse(call, status, [['Location', location]])
}

/** The whole website's redirect to another host, which keeps the path. */
export function redirectAll(call: Call, all: BucketSetting): RawResponse {
  return redirectTo(call, 301, `${protocolOf(all)}://${textOf(all, 'HostName') ?? ''}${call.request.target}`)
}

/**
 * The redirect of the first routing rule that is for a key, and for an error where there was one.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html
 */
export function ruleRedirect(
  call: Call,
  website: BucketSetting,
  key: string,
  errorStatus: number | undefined,
): RawResponse | undefined {
  const rules = child(website, 'RoutingRules')?.children ?? []
  const rule = rules.find((one) => isFor(child(one, 'Condition'), key, errorStatus))
  const redirect = rule === undefined ? undefined : child(rule, 'Redirect')
  if (rule === undefined || redirect === undefined) return undefined
  const condition = child(rule, 'Condition')
  const prefix = condition === undefined ? '' : (child(condition, 'KeyPrefixEquals')?.text ?? '')
  const whole = textOf(redirect, 'ReplaceKeyWith')
  const replaced = child(redirect, 'ReplaceKeyPrefixWith')?.text
  const path =
    whole === undefined
      ? replaced === undefined
        ? encodedPath(key)
        : asWritten(replaced) + encodedPath(key.slice(prefix.length))
      : asWritten(whole)
  const host = textOf(redirect, 'HostName') ?? call.headers.get('host') ?? ''
  const status = Number(textOf(redirect, 'HttpRedirectCode') ?? 301)
  return redirectTo(call, status, `${protocolOf(redirect)}://${host}/${path}`)
}

/** A key as a path: nothing of it can end the header it stands in. */
export function encodedPath(key: string): string {
  // Half of a surrogate pair cannot be encoded.
  return Buffer.from(key).toString().split('/').map(encodeURIComponent).join('/')
}

/** What a rule writes into an address, such as `#!/`: only what no address and no header can hold is encoded. */
function asWritten(text: string): string {
  return Buffer.from(text)
    .toString()
    .replace(/[^\x21-\x7e]+|["<>\\^`{|}]/g, encodeURIComponent)
}

function isFor(condition: BucketSetting | undefined, key: string, errorStatus: number | undefined): boolean {
  const status = condition === undefined ? undefined : textOf(condition, 'HttpErrorCodeReturnedEquals')
  const prefix = condition === undefined ? undefined : child(condition, 'KeyPrefixEquals')?.text
  // A rule for an error waits for the error, every other comes before the object is looked for.
  if ((status === undefined) !== (errorStatus === undefined)) return false
  return (status === undefined || Number(status) === errorStatus) && key.startsWith(prefix ?? '')
}

function protocolOf(redirect: BucketSetting): string {
  return textOf(redirect, 'Protocol') ?? 'http'
}

function textOf(element: BucketSetting, name: string): string | undefined {
  return child(element, name)?.text.trim()
}
