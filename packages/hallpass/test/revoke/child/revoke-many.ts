import { revokeSession } from '../../../src/revoke/index.ts'

// Revokes NAMES, one after another, and says of how many it was told that they are denied.
const { ROLE_ARN: roleArn = '', NAMES = '' } = process.env
let denied = 0
for (const sessionName of NAMES.split(' ')) {
  const revoked = await revokeSession({ roleArn, sessionName })
  if (revoked.sessionName === sessionName) denied++
}
process.stdout.write(String(denied))
