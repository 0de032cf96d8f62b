/** What an authenticator tells of a passkey: whether it can be, and is, on more than one device. */
export const passkeys0005 = `
alter table passkey
  add column multi_device boolean not null default false,
  add column backed_up boolean not null default false;
`
