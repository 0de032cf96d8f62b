export { handle } from './handle.ts'
export { addParticipant, findParticipant, type Person } from './person.ts'
export { newPseudonym } from './pseudonym.ts'
export { listParticipants, readParticipant } from './read-participant.ts'
