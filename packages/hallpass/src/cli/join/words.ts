import type { Joined } from '../../client/index.ts'
import type { JoinedLease } from '../../joined/index.ts'

/** What a person reads who has joined: whose it is, until when, and what to type next. */
export function joinedText(lease: JoinedLease, joined: Joined, file: string): string {
  const { profile, participant, workshop, sessionName } = lease
  const awaited = joined.lease.state === 'pending' ? new Date(joined.lease.startsAt) : undefined
  return [
    `${participant}, in ${workshop} (${sessionName} in AWS’s own log)`,
    ...(awaited === undefined ? [] : [`keys from ${moment(awaited, lease.timeZone)} on`]),
    `until ${moment(lease.endsAt, lease.timeZone)}`,
    `the profile ${profile} is in ${file}; it gets fresh keys by itself`,
    '',
    'next:',
    `  aws sts get-caller-identity --profile ${profile}`,
    `  hallpass exec --lease ${profile}`,
    'done:',
    `  hallpass join --leave ${profile}`,
    '',
  ].join('\n')
}

/** What is not as it could be, and what to do. */
export function warnings(
  { server, endpointUrl }: JoinedLease,
  { lease, workshop }: Joined,
): (readonly [message: string, hint: string])[] {
  const found: (readonly [string, string])[] = []
  if (lease.state === 'suspended') {
    const why = lease.reason === null ? '' : `: ${lease.reason}`
    found.push([
      `your access is paused${why}`,
      'ask the instructor to resume it; the profile works again then',
    ])
  }
  if (lease.state === 'pending' && workshop.state === 'draft') {
    found.push(['the workshop is not open yet', 'there are keys when the instructor opens it'])
  }
  const { protocol, hostname } = new URL(server)
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol === 'http:' && !here) {
    found.push(['the keys come over the network unencrypted', 'ask for an address that begins with https://'])
  }
  if (endpointUrl !== undefined && !/^https:\/\/[^/]*\bamazonaws\b/.test(endpointUrl)) {
    found.push([
      `the keys are for ${endpointUrl}, and not for AWS itself`,
      'the profile says so to every program',
    ])
  }
  return found
}

function moment(at: Date, timeZone: string): string {
  // A zone that this machine's Node does not know is no reason to say nothing.
  try {
    const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
    return `${parts.format(at)} (${timeZone})`
  } catch {
    return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  }
}
