-- What else the other services publish: work for people, the answers that are not one number, who
-- was told of an alert, and that a patient is to be forgotten.
create table task (
    task_id text primary key,
    patient_id text not null,
    kind text,  -- this and opened_at are null while only its end is known
    appointment_id text,
    reply_id text,
    opened_at timestamptz,
    done_at timestamptz,
    done_by text
);
create index task_open on task (opened_at) where done_at is null;
create index task_patient on task (patient_id);

create table pain_range (
    report_id text primary key,
    patient_id text not null,
    complaint_id text,
    low integer not null,
    high integer not null,
    reported_at timestamptz not null
);
create index pain_range_patient on pain_range (patient_id, reported_at);

create table peg (
    event_id uuid primary key,
    patient_id text not null,
    complaint_id text,
    pain_average integer not null,
    enjoyment integer not null,
    general_activity integer not null,
    score double precision not null,
    reported_at timestamptz not null
);
create index peg_patient on peg (patient_id, reported_at);

create table pain_days (
    checkin_id text primary key,
    patient_id text not null,
    complaint_id text,
    days integer not null,
    reported_at timestamptz not null
);
create index pain_days_patient on pain_days (patient_id, reported_at);

alter table alert add column call_now boolean not null default false;

create table alert_turn (
    alert_id text not null,
    turn integer not null,
    patient_id text not null,
    to_staff_id text not null,
    at timestamptz not null,
    primary key (alert_id, turn)
);
create index alert_turn_patient on alert_turn (patient_id);

-- Not part of the read model: a rebuild leaves it alone, so that nobody who was forgotten comes back
-- from topics that still hold their visits.
create table erased_patient (
    patient_id text primary key,
    erased_at timestamptz not null
);

-- An event about a forgotten patient may come late, or be read again: the database takes no row.
create function refuse_erased() returns trigger language plpgsql as $$
begin
    if exists (select from erased_patient where patient_id = new.patient_id) then
        return null;
    end if;
    return new;
end
$$;

do $$
declare
    kept text;
begin
    foreach kept in array array[
        'patient', 'texting', 'visit', 'text', 'reply', 'unclear_answer', 'complaint', 'score',
        'checkin', 'alert', 'timeline_entry', 'task', 'pain_range', 'peg', 'pain_days', 'alert_turn'
    ] loop
        execute format(
            'create trigger %1$s_of_erased before insert on %1$I
             for each row execute function refuse_erased()', kept);
    end loop;
end
$$;
