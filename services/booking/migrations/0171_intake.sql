-- What a patient says before a visit. The complaint the visit is for is the main one; each of the
-- others is a series of its own.
alter table complaint
    add column main boolean not null default true,
    add column since text constraint complaint_since check (since in ('days', 'weeks', 'months', 'years')),
    add column onset text constraint complaint_onset check (onset in ('sudden', 'gradual')),
    add column cause text,
    add column areas text[] not null default '{}',
    add column pain_days smallint constraint complaint_pain_days check (pain_days between 0 and 7),
    add column peg_pain smallint constraint complaint_peg_pain check (peg_pain between 0 and 10),
    add column peg_enjoyment smallint
        constraint complaint_peg_enjoyment check (peg_enjoyment between 0 and 10),
    add column peg_activity smallint
        constraint complaint_peg_activity check (peg_activity between 0 and 10),
    add constraint complaint_once unique (appointment_key, code);

-- Medicines, herbs and allergies as the patient wrote them: the newest counts, the older ones stay.
create table health_note (
    key bigint generated always as identity primary key,
    patient_key bigint not null constraint health_note_of references patient,
    appointment_key bigint not null constraint health_note_at references appointment,
    medicines text,
    herbs text,
    allergies text,
    recorded_at timestamptz not null
);
create index health_note_of_patient on health_note (patient_key, key);
create trigger health_note_append_only before update or delete on health_note
    for each row execute function refuse_change();
