-- After so many weeks without a next visit a patient is due to be asked; none means never.
alter table practice add column recall_after_weeks integer default 6
    constraint practice_recall_after_weeks check (recall_after_weeks > 0);

create table recall (
    key bigint generated always as identity primary key,
    id uuid not null constraint recall_id_unique unique,
    version integer not null default 1,
    state text not null default 'due'
        constraint recall_state check (state in ('due', 'texted', 'snoozed', 'done', 'booked')),
    patient_key bigint not null constraint recall_patient references patient,
    location_key integer not null constraint recall_location references location,
    last_visit_at timestamptz not null,
    course_unfinished boolean not null,
    snoozed_until date,
    reason text,
    due_since timestamptz not null,
    constraint recall_snooze check ((state = 'snoozed') = (snoozed_until is not null)),
    -- Dealt with once, a visit is not asked about again.
    constraint recall_once unique (patient_key, last_visit_at)
);
create index recall_open on recall (location_key, due_since)
    where state in ('due', 'texted', 'snoozed');
