/** Who took a member of staff their access, and when they were last here. */
export const staff0004 = `
alter table staff
  add column disabled_by text check (disabled_by in ('admin', 'groups')),
  add column last_signed_in_at timestamptz;
update staff set disabled_by = 'admin' where disabled_at is not null;
alter table staff add check ((disabled_at is null) = (disabled_by is null));
create index api_token_created_by on api_token (created_by) where revoked_at is null;
`
