-- A slot kept for one patient while they are asked is a visit in all but name: the constraints that
-- guard a visit's time guard it too.
alter table appointment drop constraint appointment_status;
alter table appointment add constraint appointment_status check (status in (
    'held', 'booked', 'confirmed', 'arrived', 'completed', 'no_show',
    'cancelled_by_patient', 'cancelled_by_clinic'));

create table waitlist_entry (
    key bigint generated always as identity primary key,
    id uuid not null constraint waitlist_entry_id_unique unique,
    version integer not null default 1,
    state text not null default 'waiting'
        constraint waitlist_entry_state check (state in ('waiting', 'booked', 'left', 'run_out')),
    patient_key bigint not null constraint waitlist_entry_patient references patient,
    location_key integer not null constraint waitlist_entry_location references location,
    treatment_key integer not null constraint waitlist_entry_treatment references treatment,
    practitioner_key integer constraint waitlist_entry_practitioner references practitioner,
    weekdays smallint[] not null
        constraint waitlist_entry_weekdays check (weekdays <@ array[1, 2, 3, 4, 5, 6, 7]::smallint[]),
    from_time time not null,
    until_time time not null,
    notice_hours integer not null constraint waitlist_entry_notice check (notice_hours >= 0),
    last_on date,
    -- The later visit that is given up for an earlier time.
    appointment_key bigint constraint waitlist_entry_appointment references appointment,
    joined_at timestamptz not null
);
create unique index waitlist_entry_once on waitlist_entry (patient_key, treatment_key)
    where state = 'waiting';
create index waitlist_entry_waiting on waitlist_entry (location_key, key) where state = 'waiting';

-- A time that a visit gave back. Until it is closed somebody may still be offered it.
create table freed_slot (
    id uuid primary key,
    location_key integer not null constraint freed_slot_location references location,
    practitioner_key integer not null constraint freed_slot_practitioner references practitioner,
    patient_key bigint not null constraint freed_slot_patient references patient,  -- who gave it back
    starts_at timestamptz not null,
    freed_at timestamptz not null,
    due_at timestamptz not null,
    closed_at timestamptz,
    outcome text,
    constraint freed_slot_closed check ((closed_at is null) = (outcome is null))
);
create index freed_slot_due on freed_slot (due_at) where closed_at is null;

create table waitlist_offer (
    id uuid primary key,
    freed_slot_id uuid not null constraint waitlist_offer_slot references freed_slot,
    entry_key bigint not null constraint waitlist_offer_entry references waitlist_entry,
    appointment_id uuid not null,  -- the visit that holds the slot; it goes when nobody takes it
    practitioner_key integer not null
        constraint waitlist_offer_practitioner references practitioner,
    starts_at timestamptz not null,
    state text not null default 'open' constraint waitlist_offer_state check
        (state in ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
    offered_at timestamptz not null,
    reply_by_at timestamptz not null,
    closed_at timestamptz,
    constraint waitlist_offer_once unique (freed_slot_id, entry_key)
);
create unique index waitlist_offer_one_of_slot on waitlist_offer (freed_slot_id) where state = 'open';
create unique index waitlist_offer_one_of_entry on waitlist_offer (entry_key) where state = 'open';
create index waitlist_offer_of_entry on waitlist_offer (entry_key, offered_at);

-- Too late for texts: somebody calls, in the order of `turn`.
create table waitlist_call (
    id uuid primary key,
    freed_slot_id uuid not null constraint waitlist_call_slot references freed_slot,
    entry_key bigint not null constraint waitlist_call_entry references waitlist_entry,
    turn integer not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    outcome text constraint waitlist_call_outcome check
        (outcome in ('booked', 'declined', 'not_reached', 'slot_gone')),
    closed_by text,
    constraint waitlist_call_once unique (freed_slot_id, entry_key),
    constraint waitlist_call_closed check ((closed_at is null) = (outcome is null))
);
create index waitlist_call_open on waitlist_call (freed_slot_id, turn) where closed_at is null;
