-- Where a moved visit stood before, and whether staff chose to tell the patient of a change.
alter table appointment_history
    add column told boolean,
    add column from_starts_at timestamptz,
    add column from_practitioner_key integer
        constraint appointment_history_from_practitioner references practitioner,
    add column from_room_key integer constraint appointment_history_from_room references room;
