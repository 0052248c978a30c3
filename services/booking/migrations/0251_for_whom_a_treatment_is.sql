-- First visits take longer: follow-ups are offered to those who have been here.
alter table treatment add column for_patients text not null default 'all'
    constraint treatment_for_patients check (for_patients in ('all', 'new', 'returning'));

-- Visits of somebody nobody here has seen, on a treatment meant for those who have been here.
create table newcomer (
    appointment_key bigint primary key constraint newcomer_appointment references appointment
);
