export { type IdPrefix, newId, type RandomBytes, randomText } from './ids.ts'
export { createSeal, type Seal } from './seal.ts'
export { hashSecret, newSecret, sameSecret, type SecretKind } from './secret.ts'
