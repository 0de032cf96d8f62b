export { endCommands } from './chapters/index.ts'
export { openStage, type Stage } from './stage/stage.ts'
export { tellDemo } from './tell-demo.ts'
export { createTranscript, type Transcript } from './stage/transcript.ts'
