-- Visits that a reminder speaks of beside its own: those of the same day, of whoever shares the phone.
create table text_merge (
    text_id uuid not null references text,
    appointment_id text not null,
    primary key (text_id, appointment_id)
);
create index text_merge_appointment on text_merge (appointment_id);
