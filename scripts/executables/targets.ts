/**
 * What an executable is made for, and the runtime inside of it: a package of the npm registry each, pinned by its
 * integrity as in a lock file. A new version of bun: change `bunVersion`, and take each integrity from
 * `npm view @oven/bun-linux-x64@VERSION dist.integrity` and its siblings.
 */
export const bunVersion = '1.4.5'

/** A system that an executable is made for. */
export interface Target {
  /** As in the names of the files, e.g. `linux-x64`. */
  readonly name: string
  readonly bunTarget: string
  /** The npm package with the runtime. */
  readonly package: string
  /** Of that package at {@link bunVersion}. */
  readonly integrity: string
}

export const targets: readonly Target[] = [
  {
    name: 'linux-x64',
    // Processors without AVX2 (from before 2013, and many a virtual machine) end the other one with SIGILL.
    bunTarget: 'bun-linux-x64-baseline',
    package: '@oven/bun-linux-x64-baseline',
    integrity:
      'sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==',
  },
  {
    name: 'linux-arm64',
    bunTarget: 'bun-linux-arm64',
    package: '@oven/bun-linux-aarch64',
    integrity:
      'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
  },
  {
    name: 'linux-x64-musl',
    bunTarget: 'bun-linux-x64-musl-baseline',
    package: '@oven/bun-linux-x64-musl-baseline',
    integrity:
      'sha512-cWJhU8h0+MiUgpSt99sQhjxLIIosKEcKYdtKddohokUvAuN6jKOy7g7+QDTZTXtwHxz93wL3BX+L6wXVPDUH3A==',
  },
  {
    name: 'linux-arm64-musl',
    bunTarget: 'bun-linux-arm64-musl',
    package: '@oven/bun-linux-aarch64-musl',
    integrity:
      'sha512-XCNc+WvvMAdNNb+OWTogpy+N9wm62fkVeEVLb6how0RZhW5LPi6c7BlkeVCuWps7XjEl2saFpHFa20/1E+PAHg==',
  },
  {
    name: 'darwin-x64',
    bunTarget: 'bun-darwin-x64',
    package: '@oven/bun-darwin-x64',
    integrity:
      'sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==',
  },
  {
    name: 'darwin-arm64',
    bunTarget: 'bun-darwin-arm64',
    package: '@oven/bun-darwin-aarch64',
    integrity:
      'sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==',
  },
  {
    name: 'windows-x64',
    bunTarget: 'bun-windows-x64-baseline',
    package: '@oven/bun-windows-x64-baseline',
    integrity:
      'sha512-/U3Dc74uGqE6EUqef7mPtg9KwJs7iJH4JHRMfIZIn18MrJh6Xz4gVvWDXRvzCL2j8wPlTnJVyrO4n7Qq4uM7TQ==',
  },
]

/** The target that this machine runs itself; `undefined` where there is none. */
export function ownTarget(): Target | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const musl = process.platform === 'linux' && !isGlibc()
  return targets.find(({ name }) => name === `${system}-${process.arch}${musl ? '-musl' : ''}`)
}

function isGlibc(): boolean {
  const report: unknown = process.report.getReport()
  return JSON.stringify(report).includes('"glibcVersionRuntime"')
}

export function executableName({ name }: Target): string {
  return name.startsWith('windows') ? 'hallpass.exe' : 'hallpass'
}
