-- A practitioner looks at what the patient said before the visit can take place. The time is kept
-- meanwhile.
create table review (
    appointment_key bigint primary key constraint review_of references appointment,
    asked_at timestamptz not null,
    released_at timestamptz,
    released_by text,
    constraint review_released check ((released_at is null) = (released_by is null))
);
create index review_waiting on review (appointment_key) where released_at is null;
