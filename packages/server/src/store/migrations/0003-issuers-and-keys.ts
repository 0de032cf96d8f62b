/**
 * What a role's trust allows depends on who asks: findings are of an issuer and a role. They are found again with the
 * next session. And what was made under an idempotency key is written down together with it.
 */
export const issuersAndKeys0003 = `
delete from role_finding;
alter table role_finding drop constraint role_finding_pkey;
alter table role_finding add column issuer text not null;
alter table role_finding add primary key (issuer, role_arn);

alter table idempotency_key add column made jsonb;
`
