-- Check-in plans as the practice changed them. The newest row of a plan holds for treatments from
-- then on; the older ones still hold for theirs.
create table plan_revision (
    position bigint generated always as identity primary key,
    plan_id text not null,
    saved_at timestamptz not null,
    saved_by text not null,
    body jsonb not null
);
