-- Exclusion constraints mix equality on a key with overlap of ranges.
create extension if not exists btree_gist;

create table patient (
    key bigint generated always as identity primary key,
    id uuid not null constraint patient_id_unique unique,
    practice_key integer not null constraint patient_practice references practice,
    name text not null,
    folded_name text not null,  -- as it is compared
    phone text not null constraint patient_phone check (phone ~ '^\+[1-9][0-9]{7,14}$'),
    email text,
    birth_date date,
    language text not null,
    time_zone text,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- One phone may be a family's; the same person twice is one record.
    constraint patient_identity unique nulls not distinct (practice_key, phone, folded_name, birth_date)
);

create table appointment (
    key bigint generated always as identity primary key,
    id uuid not null constraint appointment_id_unique unique,
    version integer not null default 1,
    status text not null default 'booked' constraint appointment_status check (status in (
        'booked', 'confirmed', 'arrived', 'completed', 'no_show',
        'cancelled_by_patient', 'cancelled_by_clinic')),
    marks text[] not null default '{}',  -- states that marks replaced, oldest first
    location_key integer not null constraint appointment_location references location,
    treatment_key integer not null constraint appointment_treatment references treatment,
    practitioner_key integer not null constraint appointment_practitioner references practitioner,
    room_key integer not null constraint appointment_room references room,
    patient_key bigint not null constraint appointment_patient references patient,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    blocked tstzrange not null,  -- the visit with its buffers
    cancel_until timestamptz not null,
    booked_at timestamptz not null,
    completed_at timestamptz,
    overbooked boolean not null default false,  -- squeezed in by staff, on purpose
    link_fingerprint bytea not null constraint appointment_link_unique unique,
    -- Only a cancelled visit gives its time back. A column of its own, so that other changes of
    -- status leave the indexes below alone.
    live boolean not null generated always as
        (status not in ('cancelled_by_patient', 'cancelled_by_clinic')) stored,
    constraint appointment_times check (starts_at < ends_at and blocked @> tstzrange(starts_at, ends_at)),
    constraint appointment_practitioner_once
        exclude using gist (practitioner_key with =, blocked with &&) where (live and not overbooked),
    constraint appointment_room_once
        exclude using gist (room_key with =, blocked with &&) where (live and not overbooked),
    constraint appointment_patient_once
        exclude using gist (patient_key with =, blocked with &&) where (live and not overbooked)
);
-- What the constraints above leave out is still in the way of the next booking.
create index appointment_overbooked on appointment using gist (blocked) where (live and overbooked);
create index appointment_day on appointment (location_key, starts_at);

create table appointment_history (
    appointment_key bigint not null constraint appointment_history_of references appointment,
    version integer not null,
    status text not null,
    action text not null,
    actor text not null,  -- "patient", "system", "staff:<id>"
    at timestamptz not null,
    reason text,
    reply_id text,  -- the text that caused it
    constraint appointment_history_pk primary key (appointment_key, version)
);

create table text_consent (
    key bigint generated always as identity primary key,
    patient_key bigint not null constraint text_consent_of references patient,
    given_at timestamptz not null,
    wording text not null,
    wording_version text not null,
    source text not null,
    categories text[] not null
);
create index text_consent_of_patient on text_consent (patient_key, key);

create table complaint (
    id uuid primary key,
    patient_key bigint not null constraint complaint_of references patient,
    appointment_key bigint not null constraint complaint_at references appointment,
    code text not null,
    baseline smallint constraint complaint_baseline_nrs check (baseline between 0 and 10),
    recorded_at timestamptz not null
);

-- The answer given to a key is the answer for ever: the row is claimed first, so that a second
-- request with the same key waits for the first.
create table idempotency_key (
    key text primary key,
    digest bytea not null,  -- of the request
    outcome text,  -- "booked", "refused"; none while the claiming transaction is open
    answer json,
    created_at timestamptz not null
);
create index idempotency_key_age on idempotency_key (created_at);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger text_consent_append_only before update or delete on text_consent
    for each row execute function refuse_change();
create trigger appointment_history_append_only before update or delete on appointment_history
    for each row execute function refuse_change();
