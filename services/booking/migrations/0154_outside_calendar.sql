-- A practitioner's calendar elsewhere: when it says they are busy, they are not offered here. Its
-- address is a secret of theirs. What was last read is kept while it cannot be read.
create table outside_calendar (
    practitioner_key integer primary key constraint outside_calendar_of references practitioner,
    url text not null,
    etag text,
    added_by text not null,
    added_at timestamptz not null,
    tried_at timestamptz,
    read_at timestamptz,  -- and understood
    error text  -- why the last try failed; none when it did not
);

create table outside_busy (
    practitioner_key integer not null
        constraint outside_busy_of references outside_calendar on delete cascade,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    constraint outside_busy_pk primary key (practitioner_key, starts_at, ends_at),
    constraint outside_busy_times check (starts_at < ends_at)
);
