import { HallpassError } from '../base/index.ts'
import type { Partition } from '../settings/index.ts'

/**
 * The console page a link opens: as given, else the console's home in `region`, else its front page.
 *
 * @throws HallpassError `InvalidInput` for a destination that is no http or https URL
 */
export function consoleDestination(
  wanted: { readonly destination?: string | undefined; readonly region?: string | undefined },
  partition: Partition,
): string {
  const { destination, region } = wanted
  if (destination !== undefined) {
    const url = URL.canParse(destination) ? new URL(destination) : undefined
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new HallpassError('InvalidInput', 'the destination is not an http or https URL', {
        hint: `give the address of a console page, such as ${partition.consoleUrl ?? 'https://console.aws.amazon.com/'}s3/home`,
        facts: { name: 'destination' },
      })
    }
    return destination
  }
  if (region && partition.regionalConsoleHost) {
    return `https://${partition.regionalConsoleHost(region)}/console/home?region=${region}`
  }
  return partition.consoleUrl ?? 'https://console.aws.amazon.com/'
}
