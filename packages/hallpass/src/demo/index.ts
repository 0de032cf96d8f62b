export { tellDemo } from './demo.ts'
export { createTranscript } from './transcript.ts'
