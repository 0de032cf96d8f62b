import { fileReason, fileText, HallpassError, readRegularFile } from 'hallpass'

const maxBytes = 64 * 1024

/**
 * What a file says that a flag or variable names, without blanks around it. A pipe or a device is refused: a server that
 * waits for one hears no signal.
 *
 * @throws HallpassError `SettingInvalid`
 */
export function readSettingFile(file: string, name: string): string {
  try {
    return fileText(readRegularFile(file, { maxBytes })).trim()
  } catch (error) {
    throw new HallpassError(
      'SettingInvalid',
      `the file that ${name} names cannot be read: ${fileReason(error)}`,
      {
        hint: 'name a file that whoever the server runs as is allowed to read',
        cause: error,
        facts: { name, file },
      },
    )
  }
}
