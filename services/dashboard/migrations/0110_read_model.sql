-- Built from events alone. Rows refer to each other without foreign keys: events of different
-- topics come in any order, so a visit may be here before its patient.
create extension if not exists pg_trgm;

create table patient (
    patient_id text primary key,
    version integer not null,
    name text not null,
    phone text,
    birth_date date,
    language text not null,
    consent_given_at timestamptz,
    consent_categories text[] not null,
    search text not null generated always as (lower(name) || ' ' || coalesce(phone, '')) stored
);
create index patient_search on patient using gin (search gin_trgm_ops);

-- Whether texts may go at all, by what the patient said last.
create table texting (
    patient_id text primary key,
    stopped boolean not null,
    at timestamptz not null,
    source text not null
);

create table visit (
    appointment_id text primary key,
    patient_id text not null,
    version integer not null,
    status text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    treatment text not null,
    practitioner text not null,
    room text,
    flags text[] not null
);
create index visit_starts on visit (starts_at);
create index visit_patient on visit (patient_id, starts_at);

create table text (
    text_id text primary key,
    patient_id text not null,
    version integer not null,
    kind text not null,
    state text not null,
    due_at timestamptz not null,
    sent_at timestamptz,
    body text,
    reason text
);
create index text_planned on text (patient_id, due_at) where state = 'planned';

create table reply (
    reply_id text primary key,
    patient_id text not null,
    received_at timestamptz not null,
    body text not null,
    intent text not null,
    for_people boolean not null  -- nobody but a person can answer it
);
create index reply_for_people on reply (received_at) where for_people;
create index reply_patient on reply (patient_id, received_at);

-- Answers followup could not read as a score. Their words are in `reply`.
create table unclear_answer (
    reply_id text primary key,
    patient_id text not null,
    reason text not null,
    asked_again boolean not null
);

create view unread_reply as
    select reply.* from reply
    left join unclear_answer using (reply_id)
    where (reply.for_people or unclear_answer.reply_id is not null)
      and not exists (select from reply_read where reply_read.reply_id = reply.reply_id);

create table complaint (
    complaint_id text primary key,
    patient_id text not null,
    code text not null,
    baseline integer,
    recorded_at timestamptz not null
);
create index complaint_patient on complaint (patient_id);

create table score (
    report_id text primary key,
    patient_id text not null,
    complaint_id text,
    checkin_id text,
    reply_id text not null,
    score integer not null,
    reported_at timestamptz not null,
    baseline integer,
    change_points integer,
    change_percent double precision,
    standing text not null
);
create index score_patient on score (patient_id, reported_at);

create table checkin (
    checkin_id text primary key,
    patient_id text not null,
    complaint_id text,
    kind text,
    due_at timestamptz,  -- null while only the end of it is known
    missed_at timestamptz,
    retired boolean not null default false
);
create index checkin_patient on checkin (patient_id);

create table alert (
    alert_id text primary key,
    patient_id text not null,
    grade text,  -- this and the next are null while only its end is known
    rule text,
    opened_at timestamptz,
    report_id text,
    reply_id text,
    acknowledged_at timestamptz,
    acknowledged_by text,
    closed_at timestamptz,
    closed_by text,
    outcome text
);
create index alert_open on alert (patient_id) where closed_at is null;

-- One patient's story, ready to be read: what is needed to show an entry is in `detail`.
create table timeline_entry (
    kind text not null,
    subject_id text not null,
    patient_id text not null,
    at timestamptz not null,
    detail jsonb not null,
    primary key (kind, subject_id)
);
create index timeline_entry_patient on timeline_entry (patient_id, at desc, kind, subject_id);
