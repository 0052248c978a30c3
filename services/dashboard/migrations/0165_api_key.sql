-- Keys by which other programs get short-lived tokens of staff's APIs. Only a hash is kept.
create table api_key (
    id uuid primary key,
    name text not null,
    role text not null constraint api_key_role_known
        check (role in ('practitioner', 'front_desk', 'read_only')),
    secret_hash bytea not null constraint api_key_secret_unique unique,
    made_by uuid not null references staff,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by uuid references staff,
    last_used_at timestamptz
);
