-- Whether patients may book it themselves, or staff alone do.
alter table treatment add column online boolean not null default true;

-- Each change of a part of the practice, by staff or by its file: what it was and what it became.
-- None before: it was not there. None after: it is retired.
create table settings_change (
    practice_key integer not null constraint settings_change_practice references practice,
    part text not null,  -- such as practice or hours/chianni-lin
    version integer not null constraint settings_change_from_one check (version > 0),
    actor text not null,  -- "staff:<id>" or "file"
    at timestamptz not null,
    before jsonb,
    after jsonb,
    constraint settings_change_pk primary key (practice_key, part, version)
);
create index settings_change_latest on settings_change (practice_key, at);
create trigger settings_change_append_only before update or delete on settings_change
    for each row execute function refuse_change();

-- Visits that could be kept until the practice changed. It is about the visit as it stood then: one
-- that is moved, or given to somebody else, has been seen to.
create table uncovered_visit (
    appointment_key bigint primary key constraint uncovered_visit_of references appointment,
    gap text not null,
    since timestamptz not null,
    starts_at timestamptz not null,
    practitioner_key integer not null,
    room_key integer not null
);
