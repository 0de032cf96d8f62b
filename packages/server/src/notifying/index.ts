export { type Listening, type ListeningOptions, listenForNotices } from './listening.ts'
export { createNotifying, type Notice } from './notifying.ts'
