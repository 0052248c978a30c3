-- What the practice offers, as loaded from its file. Ids are the file's; keys are small, for joins
-- and for the exclusion constraints on visits.
create table practice (
    key integer generated always as identity primary key,
    id text not null constraint practice_id_unique unique,
    name text not null,
    cancel_notice_hours integer not null constraint practice_cancel_notice check (cancel_notice_hours >= 0)
);

create table location (
    key integer generated always as identity primary key,
    id text not null constraint location_id_unique unique,
    practice_key integer not null constraint location_practice references practice,
    name text not null,
    text_name text not null,  -- neutral: it stands in texts
    phone text not null,  -- E.164
    address text not null,
    time_zone text not null  -- IANA
);

create table room (
    key integer generated always as identity primary key,
    id text not null constraint room_id_unique unique,
    location_key integer not null constraint room_location references location,
    name text not null,
    kind text not null,
    retired boolean not null default false
);

create table treatment (
    key integer generated always as identity primary key,
    id text not null constraint treatment_id_unique unique,
    practice_key integer not null constraint treatment_practice references practice,
    position integer not null,
    name text not null,
    summary text not null,
    minutes integer not null constraint treatment_minutes check (minutes > 0),
    buffer_before_minutes integer not null constraint treatment_before check (buffer_before_minutes >= 0),
    buffer_after_minutes integer not null constraint treatment_after check (buffer_after_minutes >= 0),
    grid_minutes integer not null constraint treatment_grid check (grid_minutes > 0),
    notice_hours integer not null constraint treatment_notice check (notice_hours >= 0),
    horizon_days integer not null constraint treatment_horizon check (horizon_days > 0),
    needling boolean not null,
    reminder_plan text not null,
    checkin_plan text,
    room_kind text not null,
    retired boolean not null default false
);

create table practitioner (
    key integer generated always as identity primary key,
    id text not null constraint practitioner_id_unique unique,
    practice_key integer not null constraint practitioner_practice references practice,
    position integer not null,
    name text not null,
    title text not null,
    retired boolean not null default false
);

-- Who may do what.
create table practitioner_treatment (
    practitioner_key integer not null constraint practitioner_treatment_who references practitioner,
    treatment_key integer not null constraint practitioner_treatment_what references treatment,
    constraint practitioner_treatment_pk primary key (practitioner_key, treatment_key)
);

-- Wall time at the location. Closing at or before opening is the day after.
create table weekly_hours (
    practitioner_key integer not null constraint weekly_hours_practitioner references practitioner,
    location_key integer not null constraint weekly_hours_location references location,
    weekday smallint not null constraint weekly_hours_weekday check (weekday between 1 and 7),
    opens time not null,
    closes time not null,
    constraint weekly_hours_pk primary key (practitioner_key, location_key, weekday, opens)
);

create table complaint_choice (
    practice_key integer not null constraint complaint_choice_practice references practice,
    code text not null,
    position integer not null,
    label text not null,
    retired boolean not null default false,
    constraint complaint_choice_pk primary key (practice_key, code)
);

-- One row. A booking names the revision it was reasoned from; an older one books nothing.
create table catalogue_revision (
    single boolean primary key default true constraint catalogue_revision_one_row check (single),
    revision bigint not null
);
insert into catalogue_revision (revision) values (1);
