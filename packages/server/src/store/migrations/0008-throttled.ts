/** How often AWS asked to wait, by the workshop whose keys were made, and the minute. */
export const throttled0008 = `
create table throttled (
  workshop_id text not null references workshop (id) on delete cascade,
  minute timestamptz not null,
  times integer not null,
  primary key (workshop_id, minute)
);
`
