export { type IdPrefix, newId, type RandomBytes, randomText } from './ids.ts'
export { createLines, type Lines } from './lines.ts'
export { createSeal, type Seal } from './seal.ts'
export { hashSecret, newSecret, sameSecret, type SecretKind } from './secret.ts'
