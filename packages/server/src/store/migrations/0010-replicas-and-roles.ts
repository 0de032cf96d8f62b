/**
 * Which role a name is of now: one that is deleted and made anew has another id. And the replicas that run, with what all
 * of them should be told alike.
 */
export const replicasAndRoles0010 = `
create table role_generation (
  role_arn text primary key,
  role_id text not null,
  seen_at timestamptz not null
);

create unlogged table replica (
  id text primary key,
  settings jsonb not null,
  seen_at timestamptz not null
);
`
