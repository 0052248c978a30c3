-- A patient who is forgotten stays as a row without a name, so that the times of past visits stand.
alter table patient alter column phone drop not null;
alter table patient add column erased_at timestamptz;
alter table patient add constraint patient_reachable_until_erased
    check ((phone is null) = (erased_at is not null));

-- Who asked to be forgotten, and the holds that forbid it. Lifted holds are history.
create table erasure (
    patient_id uuid primary key,
    asked_at timestamptz not null,
    asked_by text not null,
    done_at timestamptz
);
create table legal_hold (
    position bigint generated always as identity primary key,
    patient_id uuid not null,
    reason text not null,
    placed_at timestamptz not null,
    placed_by text not null,
    lifted_at timestamptz,
    lifted_by text,
    constraint legal_hold_lifted_by_somebody check ((lifted_at is null) = (lifted_by is null))
);
create unique index legal_hold_in_force_once on legal_hold (patient_id) where lifted_at is null;

-- What is append-only is so for everybody but the erasure, which says that it is one.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    if current_setting('meridian.erasing', true) = 'on' then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
