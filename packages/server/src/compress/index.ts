export { compressBytes, compressed } from './compressed.ts'
export { acceptedEncoding, type Encoding } from './accepted-encoding.ts'
