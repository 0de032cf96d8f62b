import { revokeSession } from '../../../src/revoke/revoke.ts'

// Revokes NAMES, one after another, and says of how many the role had no room for the name.
const { ROLE_ARN: roleArn = '', NAMES = '' } = process.env
let fellBack = 0
for (const sessionName of NAMES.split(' ')) {
  const revoked = await revokeSession({ roleArn, sessionName })
  if (revoked.fellBack) fellBack++
}
process.stdout.write(String(fellBack))
