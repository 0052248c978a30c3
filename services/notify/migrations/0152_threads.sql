-- Whether a person must read the text; 'patient' while they were asked back and may still answer.
alter table inbound
    add column attention text not null default 'none'
        constraint inbound_attention check (attention in ('none', 'patient', 'person')),
    add column appointment_id text,
    add column question_id uuid,  -- of the text whose question was open then
    add column read_at timestamptz,
    add column read_by text,
    add column corrected_at timestamptz,
    add column corrected_by text;
create index inbound_patient on inbound (patient_id, received_at);
create index inbound_unread on inbound (patient_id, received_at)
    where attention <> 'none' and read_at is null;
create index text_patient on text (patient_id, sending_at);

-- The talk with one patient, or one phone that is no patient's, as it stands for staff.
create table thread (
    patient_id text primary key,
    version integer not null default 0,
    unread integer not null default 0,
    unread_since timestamptz,
    age text not null default 'fresh' constraint thread_age check (
        age in ('fresh', 'red', 'escalated')),
    assigned_to text,
    changed_at timestamptz
);
create index thread_unread on thread (unread_since) where unread > 0;

-- What staff say to each other about a talk. No patient sees it.
create table thread_note (
    note_id uuid primary key,
    patient_id text not null,
    words text not null,
    staff_id text not null,
    staff_name text not null,
    at timestamptz not null
);
create index thread_note_patient on thread_note (patient_id, at);

-- Answers kept ready. Every saving is a row; the last one holds.
create table canned_answer (
    answer_id uuid not null,
    version integer not null,
    title text not null,
    bodies jsonb not null,  -- language -> words
    withdrawn boolean not null,
    saved_by text not null,
    saved_at timestamptz not null,
    primary key (answer_id, version)
);
create trigger canned_answer_append_only before update or delete on canned_answer
    for each row execute function refuse_change();

-- When staff read what patients write. Wall-clock, half-open; Monday is 0.
create table office_hours (
    weekday smallint not null constraint office_hours_weekday check (weekday between 0 and 6),
    opens time not null,
    closes time not null constraint office_hours_order check (opens < closes),
    primary key (weekday, opens)
);
insert into office_hours (weekday, opens, closes)
    select weekday, '09:00', '18:00' from generate_series(0, 5) as weekday;

create table office_closed_day (
    on_day date primary key,
    why text not null
);
