import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string): string => fileURLToPath(new URL(`packages/${path}`, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^hallpass\/client$/, replacement: source('hallpass/src/client/index.ts') },
      { find: /^hallpass$/, replacement: source('hallpass/src/index.ts') },
      { find: /^@hallpass\/server$/, replacement: source('server/src/index.ts') },
      { find: /^@hallpass\/local-aws$/, replacement: source('local-aws/src/index.ts') },
      {
        find: /^@hallpass\/local-aws\/(abilities|policy|sigv4)$/,
        replacement: source('local-aws/src/$1/index.ts'),
      },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
