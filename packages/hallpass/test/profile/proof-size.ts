/** How much to try: a modest part on each run, the full one with `HALLPASS_PROOF=full`. */
export function proofSize<Size>(modest: Size, full: Size): Size {
  return process.env['HALLPASS_PROOF'] === 'full' ? full : modest
}

/** A test of the full size takes minutes. */
export const proofTimeoutMs = 1_200_000
