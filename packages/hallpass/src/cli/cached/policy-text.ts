import { readRegularFile } from '../../safe-file/index.ts'

/** What a session policy says now: a file that was changed asks for another session. */
export function readPolicyText(fileOrJson: string | undefined): string | undefined {
  if (fileOrJson === undefined || fileOrJson.trimStart().startsWith('{')) return fileOrJson
  try {
    return readRegularFile(fileOrJson).toString('utf8')
  } catch {
    // Issuing says what is wrong with it.
    return fileOrJson
  }
}
