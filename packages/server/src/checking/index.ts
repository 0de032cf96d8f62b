export { beginCheck, type BegunCheck, checkRole, hadNoTurn, type RoleCheck } from './check-role.ts'
export { createDoctor, type DoctorOptions } from './create-doctor.ts'
export { type CheckedRole, checkedRoles, type LastCheck } from './checked-roles.ts'
