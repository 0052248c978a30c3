-- Who books and answers for this patient, where that is somebody else.
alter table patient add column guardian text;

-- Whether a phone must be proven by a code before the first text that nobody asked for on a page.
alter table practice add column prove_phones boolean not null default false;

create table proven_phone (
    practice_key integer not null constraint proven_phone_practice references practice,
    phone text not null,
    proven_at timestamptz not null,
    constraint proven_phone_pk primary key (practice_key, phone)
);

-- A code that was texted. Only the newest of a phone counts, once, for a while, for a few tries.
create table phone_code (
    id uuid primary key,
    practice_key integer not null constraint phone_code_practice references practice,
    phone text not null,
    digest bytea not null,
    sent_at timestamptz not null,
    expires_at timestamptz not null,
    tries integer not null default 0,
    used_at timestamptz
);
create index phone_code_newest on phone_code (practice_key, phone, sent_at desc);
create index phone_code_age on phone_code (sent_at);
