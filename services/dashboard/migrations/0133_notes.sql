-- What staff write about a patient for each other. The desk's own: a rebuild leaves it alone.
create table note (
    id uuid primary key,
    patient_id text not null,
    staff_id uuid not null,
    at timestamptz not null,
    words text not null constraint note_not_empty check (words <> '')
);
create index note_patient on note (patient_id, at desc);
