export { createNotifying } from './create-notifying.ts'
export { dropMemory } from './drop-memory.ts'
export { type Hearer, type Hearing, type HearingOptions, listenToAudit } from './listen.ts'
