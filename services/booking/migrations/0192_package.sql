-- What uses a credit of a package besides a visit that took place.
alter table practice
    add column late_cancel_uses_credit boolean not null default true,
    add column no_show_uses_credit boolean not null default true;

create table package (
    key bigint generated always as identity primary key,
    id uuid not null constraint package_id_unique unique,
    patient_key bigint not null constraint package_patient references patient,
    treatment_keys integer[] not null
        constraint package_treatments check (cardinality(treatment_keys) > 0),
    bought integer not null constraint package_bought check (bought > 0),
    expires_on date,
    bought_at timestamptz not null
);
create index package_of_patient on package (patient_key);

-- One line for whatever changes the balance; never changed, never taken away.
create table package_ledger (
    package_key bigint not null constraint package_ledger_of references package,
    line integer not null,
    credits integer not null constraint package_ledger_credits check (credits <> 0),
    balance integer not null,  -- after this line
    cause text not null constraint package_ledger_cause check
        (cause in ('bought', 'used', 'late_cancel', 'no_show', 'given_back', 'corrected')),
    overruled boolean not null default false,
    appointment_key bigint constraint package_ledger_visit references appointment,
    reason text,
    actor text not null,
    at timestamptz not null,
    constraint package_ledger_pk primary key (package_key, line),
    constraint package_ledger_never_below_zero
        check (balance >= 0 or (overruled and reason is not null)),
    constraint package_ledger_correction_has_reason
        check (cause <> 'corrected' or reason is not null)
);
create index package_ledger_of_visit on package_ledger (appointment_key)
    where appointment_key is not null;
create trigger package_ledger_append_only before update or delete on package_ledger
    for each row execute function refuse_change();
