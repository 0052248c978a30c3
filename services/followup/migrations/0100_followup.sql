-- A patient as far as check-ins need: no name, no phone. The row is also the lock under which
-- everything about the patient's check-ins changes, so it may exist before the patient is known.
create table patient (
    patient_id text primary key,
    version integer not null default 0,
    language text not null default 'en',  -- BCP 47
    time_zone text
);

-- The newest known state of each visit.
create table visit (
    appointment_id text primary key,
    patient_id text not null constraint visit_patient references patient,
    version integer not null,
    status text not null,
    starts_at timestamptz not null,
    treatment_id text not null,
    practitioner_id text not null,
    needling boolean not null,
    checkin_plan text,
    time_zone text not null,
    treated_at timestamptz,  -- set while the visit counts as completed
    constraint visit_treated_when_completed check ((treated_at is not null) = (status = 'completed'))
);
create index visit_patient_treated on visit (patient_id, treated_at);

create table complaint (
    complaint_id text primary key,
    patient_id text not null constraint complaint_patient references patient,
    appointment_id text,
    code text not null,
    baseline smallint constraint complaint_baseline_nrs check (baseline between 0 and 10),
    recorded_at timestamptz not null
);
create index complaint_patient_recorded on complaint (patient_id, recorded_at);

create table checkin (
    checkin_id uuid primary key,
    request_id text not null constraint checkin_request_unique unique,
    patient_id text not null constraint checkin_patient references patient,
    appointment_id text not null,
    complaint_id text,
    protocol_id text not null,
    kind text not null,
    due_at timestamptz not null,
    expires_at timestamptz not null,
    state text not null,
    asked_at timestamptz,
    clarified_at timestamptz,
    closed_at timestamptz,
    reason text,
    constraint checkin_state_known
        check (state in ('planned', 'asked', 'answered', 'missed', 'retired')),
    constraint checkin_lives check (expires_at > due_at),
    constraint checkin_asked_once_asked
        check (state in ('planned', 'retired') or asked_at is not null),
    constraint checkin_closed_at_its_end
        check ((closed_at is not null) = (state in ('answered', 'missed', 'retired')))
);
-- A visit marked completed again after it was taken back is planned again.
create unique index checkin_planned_once on checkin (appointment_id, kind, due_at)
    where state <> 'retired';
create index checkin_due on checkin (due_at) where state = 'planned';
create index checkin_running_out on checkin (expires_at) where state in ('planned', 'asked');
create index checkin_patient_due on checkin (patient_id, due_at);
-- One open question a patient.
create unique index checkin_asked_one_at_a_time on checkin (patient_id) where state = 'asked';

-- What was said and how it was read. Append-only: a correction is a row that names the one it
-- corrects.
create table report (
    report_id uuid primary key,
    patient_id text not null constraint report_patient references patient,
    complaint_id text,
    checkin_id uuid constraint report_checkin references checkin,
    reply_id text not null constraint report_reply_once unique,
    raw_text text not null,
    kind text not null,
    low smallint,
    high smallint,
    reason text,
    words text not null,
    reader_version text not null,
    reported_at timestamptz not null,
    received_at timestamptz not null,
    late boolean not null,
    corrects uuid constraint report_corrects references report
        constraint report_corrected_once unique,
    constraint report_ends_nrs check (0 <= low and low <= high and high <= 10),
    constraint report_score_is_one_number check (kind <> 'score' or low = high),
    constraint report_reads_or_says_why check ((kind = 'score') = (reason is null))
);
create index report_patient_reported on report (patient_id, reported_at);

create table alert (
    alert_id uuid primary key,
    patient_id text not null constraint alert_patient references patient,
    rule text not null,
    grade text not null,
    opened_at timestamptz not null,
    report_id uuid constraint alert_report references report,
    reply_id text,
    acknowledged_by text,
    acknowledged_by_name text,
    acknowledged_at timestamptz,
    closed_by text,
    closed_by_name text,
    closed_at timestamptz,
    outcome text,
    constraint alert_closed_with_outcome check ((closed_at is null) = (outcome is null)),
    constraint alert_closed_by_somebody check ((closed_at is null) = (closed_by is null)),
    constraint alert_acknowledged_by_somebody
        check ((acknowledged_at is null) = (acknowledged_by is null))
);
-- One open case an episode.
create unique index alert_open_once on alert (patient_id, rule) where closed_at is null;
create index alert_open_oldest on alert (opened_at) where closed_at is null;
