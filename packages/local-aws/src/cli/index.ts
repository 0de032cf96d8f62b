/**
 * The command `local-aws`.
 *
 * @module
 */
export { type CommandIo, runCommand } from './run-command.ts'
