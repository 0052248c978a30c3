-- Who asked to be forgotten. The row stays, so that an event that is late brings nobody back.
create table erasure (
    patient_id text primary key,
    asked_at timestamptz not null,
    done_at timestamptz
);

-- While a hold is in force nothing of the patient is erased. Lifted ones are history.
create table legal_hold (
    position bigint generated always as identity primary key,
    patient_id text not null,
    reason text not null,
    placed_at timestamptz not null,
    placed_by text not null,
    lifted_at timestamptz,
    lifted_by text,
    constraint legal_hold_lifted_by_somebody check ((lifted_at is null) = (lifted_by is null))
);
create unique index legal_hold_in_force_once on legal_hold (patient_id) where lifted_at is null;
