-- Visits that were booked as one, such as acupuncture and then bodywork. Each is a visit of its own.
create table combined_visit (
    appointment_key bigint primary key constraint combined_visit_of references appointment,
    combination_id uuid not null
);
create index combined_visit_combination on combined_visit (combination_id);
