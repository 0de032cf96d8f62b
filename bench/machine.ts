import { arch, cpus, platform, totalmem } from 'node:os'
import { moduleVersion, nodeRuntimes, pythonWith } from './runtimes.ts'

/** What kind of machine a run was made on, and with which versions of what it is compared with. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGib: number
  readonly system: string
  readonly versions: readonly string[]
}

export function describeMachine(): Machine {
  const cores = cpus()
  return {
    processor: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    versions: [...nodeRuntimes().map(({ name }) => name), ...pythonVersions()],
  }
}

function pythonVersions(): string[] {
  return ['boto3', 'moto'].flatMap((module) => {
    const python = pythonWith(module)
    return python ? [`${module} ${moduleVersion(python, module)} on ${python.name}`] : []
  })
}
