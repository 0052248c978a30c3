-- Two records that are one person. Both stay as they are, so that a mistake can be taken back.
create table patient_merge (
    id uuid primary key,
    survivor_id uuid not null constraint patient_merge_survivor references patient (id),
    merged_id uuid not null constraint patient_merge_merged references patient (id),
    merged_at timestamptz not null,
    merged_by text not null,
    undone_at timestamptz,
    undone_by text,
    constraint patient_merge_not_itself check (survivor_id <> merged_id)
);
-- Two members of staff at once: one merge stands.
create unique index patient_merge_standing on patient_merge (merged_id) where undone_at is null;
create index patient_merge_survivor_standing on patient_merge (survivor_id) where undone_at is null;
