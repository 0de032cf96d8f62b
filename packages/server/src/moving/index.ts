export { moveDatabase, type MoveOptions, type MoveReport } from './move-database.ts'
