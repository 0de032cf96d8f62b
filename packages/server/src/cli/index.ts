export { type CommandWorld, runCommand } from './run-command.ts'
