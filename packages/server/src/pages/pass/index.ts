export { openConsole } from './console.ts'
export { keyTestPage, testKeys } from './key-test-page.tsx'
export { keysPage } from './keys-page.tsx'
export { devicePage, passPage } from './pass-page.tsx'
