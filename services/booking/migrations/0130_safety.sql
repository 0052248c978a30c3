alter table treatment add column electro boolean not null default false;

-- What staff must know at every visit of a patient. Added to, never taken away by a later form on
-- which a box was left empty.
create table patient_flag (
    patient_key bigint not null constraint patient_flag_of references patient,
    flag text not null,
    recorded_at timestamptz not null,
    constraint patient_flag_pk primary key (patient_key, flag)
);
create trigger patient_flag_append_only before update or delete on patient_flag
    for each row execute function refuse_change();
