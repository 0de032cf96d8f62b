import { HallpassError, shownValue } from '../base/index.ts'
import type { Partition } from '../settings/index.ts'

/** Which console page a link opens. */
export interface WantedPage {
  /** A whole URL. */
  readonly destination?: string | undefined
  /** A service by its name in the console, or in the CLI: `s3`, `ec2`, `lambda`. */
  readonly service?: string | undefined
  readonly region?: string | undefined
}

/**
 * The console page a link opens: as given, else a service's home, else the console's home in `region`, else its
 * front page.
 *
 * @throws HallpassError `InvalidInput` for a destination that is no http or https URL, for a service that is no
 * name, and for both at once
 */
export function consoleDestination(wanted: WantedPage, partition: Partition): string {
  const { destination, service, region } = wanted
  if (destination !== undefined && service !== undefined) {
    throw new HallpassError('InvalidInput', 'the destination is given twice: as a page and as a service', {
      hint: 'leave one of --destination and --service out',
      facts: { name: 'service' },
    })
  }
  if (destination !== undefined) return checkDestination(destination, partition)
  const front = partition.consoleUrl ?? 'https://console.aws.amazon.com/'
  const regional = region ? partition.regionalConsoleHost?.(region) : undefined
  if (regional === undefined) return service === undefined ? front : `${front}${servicePath(service)}/home`
  const page = service === undefined ? 'console' : servicePath(service)
  return `https://${regional}/${page}/home?region=${region}`
}

function checkDestination(destination: string, partition: Partition): string {
  const url = URL.canParse(destination) ? new URL(destination) : undefined
  if (url && /^https?:$/.test(url.protocol)) return destination
  throw new HallpassError('InvalidInput', 'the destination is not an http or https URL', {
    hint: `give the address of a console page, such as ${partition.consoleUrl ?? 'https://console.aws.amazon.com/'}s3/home`,
    facts: { name: 'destination' },
  })
}

/** Where the console has a service under another name than the CLI. */
const pathOfService: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodbv2',
  ecs: 'ecs/v2',
  events: 'events',
  logs: 'cloudwatch',
  sns: 'sns/v3',
  sqs: 'sqs/v3',
  ssm: 'systems-manager',
  stepfunctions: 'states',
  vpc: 'vpcconsole',
}

function servicePath(service: string): string {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(service)) {
    throw new HallpassError('InvalidInput', `${shownValue(service)} is no service of the console`, {
      hint: 'name it as the AWS CLI does: s3, ec2, lambda; or give a page by --destination',
      facts: { name: 'service' },
    })
  }
  return pathOfService[service] ?? service
}
