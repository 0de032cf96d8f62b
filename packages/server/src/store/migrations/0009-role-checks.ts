/** What was found the last time that somebody had a role checked, for each issuer that it has. */
export const roleChecks0009 = `
create table role_check (
  issuer text not null,
  role_arn text not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  result jsonb,
  primary key (issuer, role_arn)
);
`
