-- When somebody who works is away, or a location is closed. Saved over booked visits too: those are
-- listed, and people decide about each.
create table time_off (
    id uuid primary key,
    practitioner_key integer constraint time_off_practitioner references practitioner,
    location_key integer constraint time_off_location references location,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    reason text,
    created_by text not null,
    created_at timestamptz not null,
    removed_by text,
    removed_at timestamptz,
    constraint time_off_of_one check (num_nonnulls(practitioner_key, location_key) = 1),
    constraint time_off_times check (starts_at < ends_at)
);

-- Hours of one date, besides those of the week. Wall time; closing at or before opening is the day
-- after.
create table extra_hours (
    practitioner_key integer not null constraint extra_hours_practitioner references practitioner,
    location_key integer not null constraint extra_hours_location references location,
    held_on date not null,
    opens time not null,
    closes time not null,
    constraint extra_hours_pk primary key (practitioner_key, location_key, held_on, opens)
);

-- On which public holidays a location is closed: a calendar such as US-CA, and the holidays' names.
alter table location
    add column holiday_calendar text,
    add column closed_holidays text[] not null default '{}';
