import { HallpassError } from 'hallpass'

/**
 * Holds a change to the version that it was made from (`If-Match`); without one it goes ahead.
 *
 * @throws HallpassError `VersionConflict`
 */
export function checkVersion(current: number, expected: number | undefined): void {
  if (expected === undefined || expected === current) return
  throw new HallpassError('VersionConflict', `somebody changed it since version ${expected}`, {
    hint: `read it again: it is at version ${current}`,
  })
}
