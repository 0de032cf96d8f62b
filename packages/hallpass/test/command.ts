import { fileURLToPath } from 'node:url'

const { HALLPASS_EXECUTABLE } = process.env

const words: readonly [string, ...string[]] =
  HALLPASS_EXECUTABLE === undefined
    ? [process.execPath, fileURLToPath(new URL('../bin/hallpass.cjs', import.meta.url))]
    : [HALLPASS_EXECUTABLE]

/**
 * What runs the built command: Node.js and the launcher that is published, or the executable that
 * HALLPASS_EXECUTABLE names. `ourProgram` comes first, then `leading`, then the command's own words.
 */
export const [ourProgram, ...leading] = words

/** The same for `sh`. */
export const shellCommand: string = words.map((word) => `'${word}'`).join(' ')

/** Whether it is the executable: what only the npm package does is not asked of it. */
export const isExecutable: boolean = HALLPASS_EXECUTABLE !== undefined
