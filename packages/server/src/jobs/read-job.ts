import type { Job } from '../ports/index.ts'

/** A queue each. */
export const jobNames = [
  'workshop-ends',
  'leases-change',
  'deny',
  'prune-denials',
  'deliver-webhooks',
  'tidy',
] as const satisfies readonly Job['name'][]

/** What was put down, possibly by another version of the server: nothing for what this one does not know. */
export function readJob(data: unknown): Job | undefined {
  if (typeof data !== 'object' || data === null || !('name' in data)) return undefined
  const { name } = data
  switch (name) {
    case 'workshop-ends':
    case 'leases-change':
      return 'workshopId' in data && typeof data.workshopId === 'string'
        ? { name, workshopId: data.workshopId }
        : undefined
    case 'deny':
      return 'leaseIds' in data && Array.isArray(data.leaseIds)
        ? { name, leaseIds: data.leaseIds.filter((id) => typeof id === 'string') }
        : undefined
    case 'prune-denials':
      return 'roleArn' in data && typeof data.roleArn === 'string'
        ? { name, roleArn: data.roleArn }
        : undefined
    case 'deliver-webhooks':
    case 'tidy':
      return { name }
    default:
      return undefined
  }
}
