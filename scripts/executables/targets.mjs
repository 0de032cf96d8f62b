/**
 * What an executable is made for, and the runtime inside of it: a package of the npm registry each, pinned by its
 * integrity as in a lock file. A new version of bun: change `bunVersion`, and take each integrity from
 * `npm view @oven/bun-linux-x64@VERSION dist.integrity` and its siblings.
 */
export const bunVersion = '1.4.5'

/**
 * @typedef {object} Target
 * @property {string} name - as in the names of the files, e.g. `linux-x64`
 * @property {string} bunTarget - as bun calls it
 * @property {string} package - the npm package with the runtime
 * @property {string} integrity - of that package at {@link bunVersion}
 */

/** @type {readonly Target[]} */
export const targets = [
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

/** The target that this machine runs itself, and bun as the compiler with it. @returns {Target | undefined} */
export function ownTarget() {
  const system = { win32: 'windows' }[process.platform] ?? process.platform
  const musl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime
  return targets.find(({ name }) => name === `${system}-${process.arch}${musl ? '-musl' : ''}`)
}

/** @param {Target} target */
export function executableName({ name }) {
  return name.startsWith('windows') ? 'hallpass.exe' : 'hallpass'
}
