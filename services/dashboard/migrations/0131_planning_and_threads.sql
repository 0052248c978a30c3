-- What stands around the visits, and the talk with each patient, as their owners last described them.
create table planned (
    kind text not null,  -- "waitlist", "series", "care_plan", "package", "recall"
    id text not null,
    patient_id text not null,
    version integer not null,
    state text not null,
    detail jsonb not null,
    primary key (kind, id)
);
create index planned_patient on planned (patient_id, kind);
create index planned_state on planned (kind, state);

create table waitlist_call (
    call_id text primary key,
    patient_id text not null,
    detail jsonb,  -- null while only its end is known
    outcome text
);
create index waitlist_call_open on waitlist_call (call_id) where outcome is null;

create table thread (
    patient_id text primary key,
    version integer not null,
    unread integer not null,
    unread_since timestamptz,
    age text not null,
    assigned_to text,
    changed_at timestamptz not null
);

alter table reply add column corrected_by text;

create trigger planned_of_erased before insert on planned
    for each row execute function refuse_erased();
create trigger waitlist_call_of_erased before insert on waitlist_call
    for each row execute function refuse_erased();
create trigger thread_of_erased before insert on thread
    for each row execute function refuse_erased();

-- The check-in's id; or the event's, for what was told at the booking.
alter table pain_days rename column checkin_id to answer_id;
