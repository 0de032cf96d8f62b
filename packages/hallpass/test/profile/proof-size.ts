/** How much to try: a modest number on each run, the full one with `HALLPASS_PROOF=full`. */
export function proofSize(modest: number, full: number): number {
  return process.env['HALLPASS_PROOF'] === 'full' ? full : modest
}

/** A test of the full size takes minutes. */
export const proofTimeoutMs = 1_200_000
