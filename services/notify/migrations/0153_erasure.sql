-- Who is to be forgotten, and since when they are.
create table erasure (
    patient_id text primary key,
    asked_at timestamptz not null,
    done_at timestamptz
);

-- What must be kept although somebody asked to be forgotten. One in force for each patient.
create table legal_hold (
    hold_id bigint generated always as identity primary key,
    patient_id text not null,
    reason text not null,
    placed_at timestamptz not null,
    placed_by text not null,
    lifted_at timestamptz,
    lifted_by text
);
create unique index legal_hold_one_in_force on legal_hold (patient_id) where lifted_at is null;

-- A no outlives whoever said it: the phone is known again by its keyed hash alone.
create table forgotten_no (
    phone_hash text primary key,
    at timestamptz not null
);

-- The ledger is append-only but for one thing: to forget somebody, in a transaction that says so.
create function refuse_change_but_erasure() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('meridian.erasing', true) = 'on' then
        return old;
    end if;
    raise exception '% is append-only', tg_table_name;
end $$;
drop trigger consent_entry_append_only on consent_entry;
create trigger consent_entry_append_only before update or delete on consent_entry
    for each row execute function refuse_change_but_erasure();
