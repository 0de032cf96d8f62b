export { runCommand } from './run-command.ts'
export type { CommandWorld } from './world.ts'
