/** Everything the server keeps. Credentials are not among it: keys and links are made when asked for. */
export const tables0001 = `
create table workshop (
  id text primary key,
  name text not null check (length(name) between 1 and 200),
  state text not null default 'draft' check (state in ('draft', 'open', 'ended', 'archived')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null,
  seats integer not null check (seats between 1 and 10000),
  issuer text not null,
  duration_seconds integer not null check (duration_seconds between 900 and 43200),
  session_policy text,
  session_tags jsonb not null default '{}',
  regions text[] not null default '{}',
  console_allowed boolean not null default true,
  join_mode text not null default 'closed' check (join_mode in ('closed', 'code', 'open')),
  join_code text unique,
  join_cap integer check (join_cap > 0),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  ended_at timestamptz,
  check (starts_at < ends_at),
  check (join_mode = 'closed' or join_code is not null)
);
create index workshop_due on workshop (ends_at) where state in ('draft', 'open');

-- A workshop may hand out several accounts and roles; each lease is for one of them.
create table workshop_role (
  workshop_id text not null references workshop on delete cascade,
  position integer not null,
  account_id text not null check (account_id ~ '^[0-9]{12}$'),
  role_arn text not null,
  primary key (workshop_id, position),
  unique (workshop_id, role_arn)
);

-- Whose a workshop is: 'staff:ID' or 'token:ID'. Whoever is here has it as his own.
create table workshop_owner (
  workshop_id text not null references workshop on delete cascade,
  owner text not null,
  primary key (workshop_id, owner)
);
create index workshop_owner_owner on workshop_owner (owner);

create table participant (
  id text primary key,
  workshop_id text not null references workshop,
  name text not null check (length(name) between 1 and 200),
  pseudonym boolean not null default false,
  handle text not null,
  email text,
  external_id text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index participant_external_id on participant (workshop_id, external_id);
create unique index participant_email on participant (workshop_id, lower(email));
create unique index participant_pseudonym on participant (workshop_id, lower(name)) where pseudonym;
create index participant_workshop on participant (workshop_id, id);

create table lease (
  id text primary key,
  workshop_id text not null references workshop,
  participant_id text not null references participant,
  state text not null check (state in ('pending', 'active', 'suspended', 'revoked', 'ended')),
  account_id text not null check (account_id ~ '^[0-9]{12}$'),
  role_arn text not null,
  session_name text not null unique check (session_name ~ '^[A-Za-z0-9_+=,.@-]{2,64}$'),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  first_used_at timestamptz,
  last_issued_at timestamptz,
  last_access_key_id text,
  console_opened_at timestamptz,
  ending_soon_at timestamptz,
  -- When the last of the keys and console sessions that were made for this lease dies by itself.
  alive_until timestamptz,
  check (starts_at <= ends_at)
);
create unique index lease_live on lease (participant_id) where state in ('pending', 'active', 'suspended');
create index lease_workshop on lease (workshop_id, id);
create index lease_due on lease (ends_at) where state in ('pending', 'active', 'suspended');

-- What a student's machine shows to fetch keys. Only the hash is kept.
create table lease_token (
  id text primary key,
  lease_id text not null references lease on delete cascade,
  hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index lease_token_lease on lease_token (lease_id);

-- Who is denied on which role. Written here first, then into the role's policy, then proved.
create table denial (
  id text primary key,
  role_arn text not null,
  kind text not null check (kind in ('session', 'issued-before')),
  session_name text,
  issued_before timestamptz,
  lease_id text references lease,
  state text not null check (state in ('wanted', 'written', 'proved', 'lifted', 'pruned')),
  alive_until timestamptz not null,
  created_at timestamptz not null,
  written_at timestamptz,
  proved_at timestamptz,
  lifted_at timestamptz,
  pruned_at timestamptz,
  attempts integer not null default 0,
  last_error text,
  check ((kind = 'session') = (session_name is not null)),
  check ((kind = 'issued-before') = (issued_before is not null))
);
create index denial_role on denial (role_arn, alive_until) where state <> 'pruned';
create index denial_lease on denial (lease_id);
create index denial_wanted on denial (created_at) where state = 'wanted';

-- What a role's trust allows, found out once per role.
create table role_finding (
  role_arn text primary key,
  account_id text not null,
  role_id text,
  max_session_seconds integer,
  session_tags_allowed boolean,
  source_identity_allowed boolean,
  findings jsonb not null default '[]',
  checked_at timestamptz not null
);

-- Issuing's budget per account and region, shared by all replicas. Loss costs a second of waiting: not logged.
create unlogged table issuing_rate (
  account_id text not null,
  region text not null,
  permits double precision not null,
  per_second double precision not null,
  updated_at timestamptz not null,
  primary key (account_id, region)
);

create table staff (
  id text primary key,
  name text not null,
  email text,
  role text not null check (role in ('admin', 'instructor')),
  oidc_issuer text,
  oidc_subject text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  disabled_at timestamptz,
  unique (oidc_issuer, oidc_subject)
);
create unique index staff_email on staff (lower(email));

create table passkey (
  id text primary key,
  staff_id text not null references staff on delete cascade,
  public_key bytea not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_staff on passkey (staff_id);

-- A sign-in under way: a passkey's challenge, OpenID Connect's state. Taken out when answered.
create table signin_attempt (
  hash bytea primary key,
  kind text not null,
  data jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create table web_session (
  hash bytea primary key,
  staff_id text references staff on delete cascade,
  participant_id text references participant on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  user_agent text,
  check ((staff_id is null) <> (participant_id is null))
);
create index web_session_staff on web_session (staff_id);
create index web_session_participant on web_session (participant_id);

create table one_time_link (
  hash bytea primary key,
  purpose text not null check (purpose in ('first-admin', 'staff', 'participant', 'device')),
  staff_id text references staff on delete cascade,
  participant_id text references participant on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table api_token (
  id text primary key,
  name text not null,
  hash bytea not null unique,
  scopes text[] not null,
  -- Null: every workshop. Otherwise these, and those it made itself.
  workshop_ids text[],
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table webhook_endpoint (
  id text primary key,
  url text not null,
  sealed_secret bytea not null,
  events text[] not null,
  workshop_id text references workshop on delete cascade,
  owner text not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  disabled_at timestamptz
);

create table webhook_delivery (
  id bigint generated always as identity primary key,
  endpoint_id text not null references webhook_endpoint on delete cascade,
  event_id text not null,
  event text not null,
  lease_id text,
  body text not null,
  attempts integer not null default 0,
  created_at timestamptz not null,
  next_attempt_at timestamptz not null,
  delivered_at timestamptz,
  given_up_at timestamptz,
  last_status integer,
  last_error text,
  unique (endpoint_id, event_id)
);
create index webhook_delivery_due on webhook_delivery (next_attempt_at)
  where delivered_at is null and given_up_at is null;
create index webhook_delivery_order on webhook_delivery (endpoint_id, lease_id, id);

-- What a POST answered, for the same POST again. Answers with secrets are not kept: then response is null.
create table idempotency_key (
  actor text not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  response text,
  location text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (actor, key)
);
create index idempotency_key_expiry on idempotency_key (expires_at);

-- The keys of our own OpenID Connect issuer; the private halves sealed.
create table signing_key (
  id text primary key,
  algorithm text not null,
  public_jwk jsonb not null,
  sealed_private_key bytea not null,
  created_at timestamptz not null,
  signs_from timestamptz not null,
  signs_until timestamptz,
  published_until timestamptz
);
`
