import { audit0002 } from './0002-audit.ts'
import { issuersAndKeys0003 } from './0003-issuers-and-keys.ts'
import { passkeys0005 } from './0005-passkeys.ts'
import { openIdConnect0006 } from './0006-openid-connect.ts'
import { roleChecks0009 } from './0009-role-checks.ts'
import { replicasAndRoles0010 } from './0010-replicas-and-roles.ts'
import { signinRate0007 } from './0007-signin-rate.ts'
import { staff0004 } from './0004-staff.ts'
import { tables0001 } from './0001-tables.ts'
import { throttled0008 } from './0008-throttled.ts'

/**
 * In the order in which they are applied; their names are kept in the database. One that was released is never
 * changed: what comes later is a further one at the end.
 */
export const migrations: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '0001-tables', sql: tables0001 },
  { name: '0002-audit', sql: audit0002 },
  { name: '0003-issuers-and-keys', sql: issuersAndKeys0003 },
  { name: '0004-staff', sql: staff0004 },
  { name: '0005-passkeys', sql: passkeys0005 },
  { name: '0006-openid-connect', sql: openIdConnect0006 },
  { name: '0007-signin-rate', sql: signinRate0007 },
  { name: '0008-throttled', sql: throttled0008 },
  { name: '0009-role-checks', sql: roleChecks0009 },
  { name: '0010-replicas-and-roles', sql: replicasAndRoles0010 },
]
