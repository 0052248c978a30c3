-- Uncovered visits that staff keep all the same. It is about the visit as it stood then, and about
-- what was in its way by then. Who and why is in its history.
create table kept_visit (
    appointment_key bigint primary key constraint kept_visit_of references appointment,
    kept_at timestamptz not null,
    starts_at timestamptz not null,
    practitioner_key integer not null,
    room_key integer not null
);
