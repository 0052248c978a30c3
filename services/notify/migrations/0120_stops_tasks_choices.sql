-- The phone is somebody else's, who said so: it stays on the record, and is no way to this patient.
alter table patient add column unlinked_phone text;

-- Who wrote down what was said at the desk.
alter table consent_entry add column recorded_by text;

-- What a person at the clinic should do because a text could not do it.
create table task (
    task_id uuid primary key,
    kind text not null,
    patient_id text not null,
    phone text,
    appointment_id text,
    reply_id uuid,
    opened_at timestamptz not null,
    done_at timestamptz,
    done_by text
);
create index task_open on task (opened_at) where done_at is null;

-- "1 for Ana, 2 for Ben" was asked, and what it is about.
create table pending_choice (
    phone text primary key,
    intent text not null,
    options jsonb not null,  -- [[patient_id, appointment_id], ...] in the order offered
    asked_at timestamptz not null,
    expires_at timestamptz not null
);

-- Answers we gave by ourselves, to notice a machine at the other end.
create table auto_answer (
    position bigint generated always as identity primary key,
    phone text not null,
    kind text not null,
    at timestamptz not null
);
create index auto_answer_phone on auto_answer (phone, at);

alter table question add column reasked_at timestamptz;  -- after a picture or an empty text
