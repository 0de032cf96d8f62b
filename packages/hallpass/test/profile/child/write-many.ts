import { writeProfile } from '../../../src/profile/write-profile.ts'
import { steppingFiles } from '../stepping-files.ts'

/**
 * Writes PROFILE, COUNT times from generation FROM on. With KILL_AT and KILL_WHEN the process ends itself with
 * SIGKILL at that call of the file system. Prints each generation that was written, and the number of calls.
 */
const { PROFILE = '', COUNT = '1', FROM = '1', KILL_AT = '-1', KILL_WHEN = 'before' } = process.env
let calls = 0
const fs = steppingFiles((step) => {
  calls = step.index + 1
  if (
    step.index === Number(KILL_AT) &&
    (step.when === KILL_WHEN || (KILL_WHEN === 'half' && step.when === 'after'))
  ) {
    process.kill(process.pid, 'SIGKILL')
  }
})
for (let generation = Number(FROM); generation < Number(FROM) + Number(COUNT); generation++) {
  await writeProfile({
    profile: PROFILE,
    credentials: {
      accessKeyId: `ASIA${PROFILE}${generation}`,
      secretAccessKey: `secret${generation}`,
      sessionToken: `token${generation}`,
      expiration: new Date(2e12),
    },
    fs,
  })
  console.log(`wrote ${generation}`)
}
console.log(`calls ${calls}`)
