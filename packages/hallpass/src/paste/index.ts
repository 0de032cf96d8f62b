export type { PastedField, PastedForm } from './field-names.ts'
export type { OtherPaste } from './read-other.ts'
export {
  mendedProblems,
  mostPastedCharacters,
  type Pasted,
  type PastedKeys,
  type PasteProblem,
  pasteProblems,
  readPaste,
} from './read-paste.ts'
