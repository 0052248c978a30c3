-- Texts that wait for nothing and nobody's leave: to a patient in danger, to whoever is on call.
-- Their phone and words are fixed when they are planned.
alter table text add column urgent boolean not null default false;
create index text_urgent_due on text (due_at) where urgent and state in ('planned', 'claimed');

-- A patient's text in which a sign of danger was found.
create table alarm (
    reply_id uuid primary key references inbound (reply_id),
    phone text not null,
    patient_ids text[] not null,  -- who may have written; or the name of a stranger
    grade text not null constraint alarm_grade check (
        grade in ('yellow', 'orange', 'red', 'crisis')),
    signs text[] not null,
    word_list_version text not null,
    at_once boolean not null,  -- a safety text went, in place of any other answer
    seen_at timestamptz not null,
    can_be_texted boolean not null
);
create index alarm_phone on alarm (phone, seen_at);

-- Staff who are texted when an alarm cannot wait.
create table on_call_phone (
    phone text primary key,  -- E.164
    name text not null
);
