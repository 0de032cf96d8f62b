import { bunVersion } from './targets.ts'

/**
 * What bun itself is made of, by its licences as SPDX writes them.
 *
 * Source: LICENSE.md of bun. Where it says "several licenses" this says NOASSERTION.
 */
export const runtimeParts: readonly {
  readonly name: string
  readonly license: string
  readonly comment?: string
  /** The one system on which it is linked. */
  readonly only?: string
}[] = [
  { name: 'JavaScriptCore and WebKit', license: 'LGPL-2.1-or-later', comment: relinking() },
  { name: 'tinycc', license: 'LGPL-2.1-only', comment: relinking() },
  { name: 'boringssl', license: 'NOASSERTION' },
  { name: 'libarchive', license: 'NOASSERTION' },
  { name: 'brotli', license: 'MIT' },
  { name: 'lol-html', license: 'BSD-3-Clause' },
  { name: 'ls-hpack', license: 'MIT' },
  { name: 'ls-qpack', license: 'MIT' },
  { name: 'lsquic', license: 'MIT AND BSD-3-Clause' },
  { name: 'mimalloc', license: 'MIT' },
  { name: 'picohttpparser', license: 'MIT' },
  { name: 'zstd', license: 'BSD-3-Clause' },
  { name: 'simdutf', license: 'Apache-2.0' },
  { name: 'uSockets', license: 'Apache-2.0' },
  { name: 'uWebSockets', license: 'Apache-2.0' },
  { name: 'zlib-ng', license: 'Zlib' },
  { name: 'c-ares', license: 'MIT' },
  { name: 'ICU', license: 'Unicode-3.0' },
  { name: 'libbase64', license: 'BSD-2-Clause' },
  { name: 'libuv', license: 'MIT', only: 'windows' },
  { name: 'libdeflate', license: 'MIT' },
  { name: 'libjpeg-turbo', license: 'BSD-3-Clause AND IJG AND Zlib' },
  { name: 'libspng', license: 'BSD-2-Clause' },
  { name: 'libwebp', license: 'BSD-3-Clause' },
  { name: 'highway', license: 'Apache-2.0' },
  { name: 'uucode', license: 'MIT' },
  { name: 'TigerBeetle (parts)', license: 'Apache-2.0' },
  { name: 'libc++abi (parts)', license: 'Apache-2.0 WITH LLVM-exception' },
]

function relinking(): string {
  return (
    `Linked into bun ${bunVersion}. With a bun of your own, built as its LICENSE.md says, ` +
    '`npm run build:executables -- --runtime PATH` makes this executable anew around it.'
  )
}
