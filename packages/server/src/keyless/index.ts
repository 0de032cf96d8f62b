export { createKeyless, type Keyless, type KeylessOptions } from './create-keyless.ts'
export { mountKeyless } from './mount-keyless.ts'
