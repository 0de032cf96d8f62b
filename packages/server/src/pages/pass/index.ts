export { openConsole } from './console.ts'
export { keysPage } from './keys-page.tsx'
export { devicePage, passPage } from './pass-page.tsx'
