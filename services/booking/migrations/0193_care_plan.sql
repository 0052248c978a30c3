create index appointment_of_patient on appointment (patient_key, starts_at);

-- A course of visits, of one treatment or of several.
create table care_plan (
    key bigint generated always as identity primary key,
    id uuid not null constraint care_plan_id_unique unique,
    version integer not null default 1,
    state text not null default 'active'
        constraint care_plan_state check (state in ('active', 'finished', 'stopped')),
    patient_key bigint not null constraint care_plan_patient references patient,
    starts_on date not null,
    counts_from timestamptz not null,  -- visits before it are not of this course
    reason text,  -- why it ended
    created_at timestamptz not null,
    touched_at timestamptz  -- a visit of the patient changed and has not been counted yet
);
create unique index care_plan_one_active on care_plan (patient_key) where state = 'active';
create index care_plan_touched on care_plan (touched_at) where touched_at is not null;

create table care_plan_item (
    care_plan_key bigint not null constraint care_plan_item_of references care_plan,
    treatment_key integer not null constraint care_plan_item_treatment references treatment,
    position integer not null,
    visits integer not null constraint care_plan_item_visits check (visits > 0),
    every_weeks integer not null constraint care_plan_item_every_weeks check (every_weeks > 0),
    constraint care_plan_item_pk primary key (care_plan_key, treatment_key)
);
