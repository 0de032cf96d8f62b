import type { BucketSetting } from '../../model/index.ts'
import { child, invalidArgument, malformedXml } from '../wire/index.ts'

const root = 'WebsiteConfiguration'
const rule = `${root}/RoutingRules/RoutingRule`
const mostRules = 50

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html */
export const websiteElements = [
  root,
  `${root}/IndexDocument`,
  `${root}/IndexDocument/Suffix`,
  `${root}/ErrorDocument`,
  `${root}/ErrorDocument/Key`,
  `${root}/RedirectAllRequestsTo`,
  `${root}/RedirectAllRequestsTo/HostName`,
  `${root}/RedirectAllRequestsTo/Protocol`,
  `${root}/RoutingRules`,
  rule,
  `${rule}/Condition`,
  `${rule}/Condition/HttpErrorCodeReturnedEquals`,
  `${rule}/Condition/KeyPrefixEquals`,
  `${rule}/Redirect`,
  ...['HostName', 'HttpRedirectCode', 'Protocol', 'ReplaceKeyPrefixWith', 'ReplaceKeyWith'].map(
    (name) => `${rule}/Redirect/${name}`,
  ),
] as const

/** @throws AwsError `MalformedXML`, `InvalidArgument` for documents and redirects that no website can have */
export function checkWebsite(document: BucketSetting): void {
  const all = child(document, 'RedirectAllRequestsTo')
  const suffix = child(document, 'IndexDocument')?.children.at(0)?.text
  if (all !== undefined) {
    if (document.children.length > 1) {
      throw invalidArgument(
        'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
        'RedirectAllRequestsTo',
        child(all, 'HostName')?.text ?? '',
      )
    }
    checkPlace(all)
    if (child(all, 'HostName') === undefined) throw malformedXml()
    return
  }
  if (suffix === undefined) {
    throw invalidArgument(
      'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
      'IndexDocument',
      'null',
    )
  }
  if (suffix === '' || suffix.includes('/')) {
    throw invalidArgument('The IndexDocument Suffix is not well formed', 'IndexDocument', suffix)
  }
  const rules = child(document, 'RoutingRules')?.children ?? []
  if (rules.length > mostRules) throw malformedXml()
  for (const one of rules) {
    const redirect = child(one, 'Redirect')
    if (redirect === undefined) throw malformedXml()
    checkPlace(redirect)
  }
}

/** What becomes a header of an answer has to be fit for one. */
function checkPlace(redirect: BucketSetting): void {
  const forms = {
    HostName: /^[\w.-]{1,253}(?::\d{1,5})?$/,
    Protocol: /^https?$/,
    HttpRedirectCode: /^30[1-8]$/,
  }
  for (const [name, form] of Object.entries(forms)) {
    const text = child(redirect, name)?.text.trim()
    if (text === undefined || form.test(text)) continue
    throw invalidArgument(`The provided ${name} is not valid`, name, text)
  }
  if (child(redirect, 'ReplaceKeyWith') && child(redirect, 'ReplaceKeyPrefixWith')) {
    throw invalidArgument(
      'You can only define ReplaceKeyPrefix or ReplaceKey but not both.',
      'ReplaceKeyWith',
      child(redirect, 'ReplaceKeyWith')?.text ?? '',
    )
  }
}
