-- Visits that were booked together, so many weeks apart.
create table series (
    key bigint generated always as identity primary key,
    id uuid not null constraint series_id_unique unique,
    version integer not null default 1,
    patient_key bigint not null constraint series_patient references patient,
    treatment_key integer not null constraint series_treatment references treatment,
    every_weeks integer not null constraint series_every_weeks check (every_weeks > 0),
    idempotency_key text constraint series_asked_once unique,
    created_at timestamptz not null
);
alter table appointment add column series_key bigint constraint appointment_series references series;
create index appointment_of_series on appointment (series_key) where series_key is not null;
