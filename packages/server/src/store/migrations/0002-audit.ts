/**
 * The audit: rows that are only ever added, each with the hash of the one before it. The database makes the chain,
 * so that no writer can forget it; `entry` is hashed as the text it is, so that a reader can do the same.
 *
 * Adding takes a lock until the transaction ends: a row's number, its place in the chain and the order in which
 * rows become visible are one and the same.
 */
export const audit0002 = `
create table audit (
  seq bigint primary key,
  entry text not null,
  previous_hash bytea not null,
  hash bytea not null,
  at timestamptz not null,
  action text not null,
  actor text,
  workshop_id text,
  participant_id text,
  lease_id text,
  session_name text,
  access_key_id text
);
create index audit_workshop on audit (workshop_id, seq);
create index audit_lease on audit (lease_id, seq);
create index audit_participant on audit (participant_id, seq);
create index audit_access_key on audit (access_key_id) where access_key_id is not null;

create function audit_chain() returns trigger language plpgsql as $$
declare
  fields jsonb := new.entry::jsonb;
begin
  perform pg_advisory_xact_lock(hashtextextended('hallpass audit', 0));
  select seq + 1, hash into new.seq, new.previous_hash from audit order by seq desc limit 1;
  if not found then
    new.seq := 1;
    new.previous_hash := decode(repeat('00', 32), 'hex');
  end if;
  new.hash := sha256(new.previous_hash || convert_to(new.seq || ' ' || new.entry, 'UTF8'));
  new.at := (fields ->> 'at')::timestamptz;
  new.action := fields ->> 'action';
  new.actor := (fields -> 'actor' ->> 'kind') || coalesce(':' || (fields -> 'actor' ->> 'id'), '');
  new.workshop_id := fields ->> 'workshopId';
  new.participant_id := fields ->> 'participantId';
  new.lease_id := fields ->> 'leaseId';
  new.session_name := fields ->> 'sessionName';
  new.access_key_id := fields ->> 'accessKeyId';
  return new;
end
$$;
create trigger audit_chain before insert on audit for each row execute function audit_chain();

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_append_only before update or delete on audit
  for each row execute function audit_is_append_only();
create trigger audit_no_truncate before truncate on audit
  for each statement execute function audit_is_append_only();
revoke update, delete, truncate on audit from public;
`
