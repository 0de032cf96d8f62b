/** How often an address has tried to sign in, for all replicas. Loss costs a moment's forbearance: not logged. */
export const signinRate0007 = `
create unlogged table signin_rate (
  address text primary key,
  permits double precision not null,
  refused boolean not null,
  updated_at timestamptz not null
);
create index signin_rate_updated on signin_rate (updated_at);
`
